/** Holds the web app to its budget: what a first visit loads is at most 180 KB of compressed JavaScript. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const budgetBytes = 180 * 1024
const dist = join(import.meta.dirname, '..', 'web', 'dist')
const html = readFileSync(join(dist, 'index.html'), 'utf8')
// The entry and what it imports at once: Vite names both in index.html, the latter as modulepreload.
const scripts = [...html.matchAll(/(?:src|href)="\/app\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '')
const sizes = scripts.map((name) => gzipSync(readFileSync(join(dist, name))).length)
const total = sizes.reduce((sum, size) => sum + size, 0)
console.log(`   first load: ${(total / 1024).toFixed(1)} KB of JavaScript in ${scripts.length} files (budget 180 KB)`)
if (scripts.length === 0 || total > budgetBytes) process.exit(1)
