import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..', '..')
/** It is copied onto every host, and somebody should be able to read what runs there. */
export const maxAgentBytes = 100_000

/** Bundles `entry` into one file for Node 20; throws when that would need anything but Node itself. */
export async function bundle(entry: string, outDir: string, name: string): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      ssr: entry,
      target: 'node20',
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { entryFileNames: name, codeSplitting: false } },
    },
    ssr: { noExternal: true },
  })
  const file = join(outDir, name)
  // Marks for other bundlers; nobody bundles it again.
  const text = readFileSync(file, 'utf8').replaceAll('/* @__PURE__ */ ', '')
  writeFileSync(file, text)
  const imported = [...text.matchAll(/^import .* from "([^"]+)"/gm)].map((match) => match[1] ?? '')
  const foreign = imported.filter((module) => !module.startsWith('node:'))
  if (foreign.length > 0) throw new Error(`${file} imports ${foreign.join(', ')}`)
  return file
}

export async function buildAgent(outDir: string): Promise<{ file: string; sizeBytes: number }> {
  const file = await bundle('agent/main.ts', outDir, 'watchword-agent.mjs')
  const sizeBytes = readFileSync(file).length
  if (sizeBytes > maxAgentBytes) throw new Error(`${file} has ${sizeBytes} bytes, more than ${maxAgentBytes}`)
  chmodSync(file, 0o755)
  return { file, sizeBytes }
}
