#!/usr/bin/env node
/**
 * The `watchword` command: what people run on their own machine, on any Node from version 20 on, with nothing installed.
 * Exit code 0: done; 1: what was verified is not good; 2: not understood, or not readable.
 */
import { auditUsage, verifyAudit } from './verify-audit.mjs'

const [noun, verb, ...args] = process.argv.slice(2)
if (noun === 'audit' && verb === 'verify') process.exitCode = await verifyAudit(args)
else if (noun === '--help' || noun === 'help') console.log(auditUsage)
else {
  console.error(auditUsage)
  process.exitCode = 2
}
