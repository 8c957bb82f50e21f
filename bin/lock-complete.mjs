#!/usr/bin/env node
/**
 * Adds to package-lock.json a stub for every optional platform package that npm left out of it.
 * Some registries do not serve the binaries of other platforms; npm then writes a lock without them, and `npm ci`
 * refuses that very lock ("Missing: … from lock file"). A stub with version, os and cpu satisfies it on every platform.
 * Run after each change of dependencies: `npm install --ignore-scripts && node bin/lock-complete.mjs`.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
let added = 0
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, wanted] of Object.entries(entry.optionalDependencies ?? {})) {
    const version = wanted.replace(/^[\^~]/, '')
    const found = resolve(path, name)
    if (found && (found.version === version || wanted !== version)) continue
    const place = found ? `${path}/node_modules/${name}` : `node_modules/${name}`
    const [os, cpu] = platformOf(name)
    lock.packages[place] = { version, optional: true, ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }) }
    added += 1
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
console.log(`package-lock.json: ${added} stub entries added`)

/** The entry that Node would find from `path`: its own node_modules first, then those above. */
function resolve(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const entry = lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]
    if (entry || at === '') return entry
  }
}

/** Reads the platform from a package name such as `@scope/thing-darwin-arm64`; a stub must never look installable on ours. */
function platformOf(name) {
  const os = [
    'darwin',
    'win32',
    'linux',
    'freebsd',
    'openbsd',
    'netbsd',
    'android',
    'sunos',
    'aix',
    'openharmony',
  ].find((x) => name.includes(x))
  const cpu = ['arm64', 'x64', 'ia32', 'riscv64', 's390x', 'ppc64', 'loong64', 'mips64el', 'arm', 'wasm32'].find((x) =>
    name.includes(x),
  )
  return [os, cpu]
}
