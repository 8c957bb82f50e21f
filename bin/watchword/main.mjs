#!/usr/bin/env node
/**
 * The `watchword` command: what people run on their own machine, on any Node from version 20 on, with nothing installed.
 * Exit code 0: done; 1: what was verified is not good; 2: not understood, or not readable.
 */
import { apply, applyUsage, exportConfig, exportConfigUsage } from './apply.mjs'
import { backupOrRestore, backupUsage } from './backup.mjs'
import { checkPolicy, policyUsage } from './check-policy.mjs'
import { copyPage, copyPageUsage } from './copy-page.mjs'
import { importUsage, importWorkspace } from './import.mjs'
import { probeUsage, runProbe } from './probe.mjs'
import { auditUsage, verifyAudit } from './verify-audit.mjs'

const [noun, verb, ...args] = process.argv.slice(2)
const usage = `${applyUsage}\n\n${exportConfigUsage}\n\n${auditUsage}\n\n${importUsage}\n\n${backupUsage}\n\n${policyUsage}\n\n${probeUsage}\n\n${copyPageUsage}`
if (noun === 'apply') process.exitCode = await apply(process.argv.slice(3))
else if (noun === 'export-config') process.exitCode = await exportConfig(process.argv.slice(3))
else if (noun === 'audit' && verb === 'verify') process.exitCode = await verifyAudit(args)
else if (noun === 'import') process.exitCode = await importWorkspace(process.argv.slice(3))
else if (noun === 'backup' || noun === 'restore') process.exitCode = await backupOrRestore(process.argv.slice(2))
else if (noun === 'policy' && verb === 'check') process.exitCode = await checkPolicy(args)
else if (noun === 'copy-page') process.exitCode = await copyPage(process.argv.slice(3))
else if (noun === 'probe') process.exitCode = await runProbe(process.argv.slice(3))
else if (noun === '--help' || noun === 'help') console.log(usage)
else {
  console.error(usage)
  process.exitCode = 2
}
