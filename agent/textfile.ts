import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { maxSamples, type Reading } from './collect.ts'
import { parseText } from './parse-text.ts'
import { createOutput, type Sample } from './sample.ts'
import { messageOf } from './errors.ts'

export const maxFiles = 100
export const maxFileBytes = 1024 * 1024

type Read = { mtimeMs: number; size: number; samples: Sample[] }

/**
 * `*.prom` in a directory that other programs write to, as node_exporter reads them. A file that is not understood costs
 * its own metrics; which and why is in the log, that there is one is `node_textfile_scrape_error`.
 */
export function createTextfiles(directory: string) {
  const known = new Map<string, Read>()

  const readFile = (path: string): Read => {
    // Not a moment is waited for whoever would write into a pipe.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = fstatSync(file)
      if (!stat.isFile()) throw new Error('not a file')
      const { mtimeMs, size } = stat
      const before = known.get(path)
      if (before?.mtimeMs === mtimeMs && before.size === size) return before
      if (size > maxFileBytes) throw new Error(`longer than ${maxFileBytes} bytes`)
      const samples = parseText(readFileSync(file, 'utf8'), { maxSamples, withTimes: 'refused' })
      return { mtimeMs, size, samples }
    } finally {
      closeSync(file)
    }
  }

  return function read(): Reading {
    const samples: Sample[] = []
    const problems: string[] = []
    const out = createOutput(samples)
    const found = new Set<string>()
    try {
      const names = readdirSync(directory).filter((name) => name.endsWith('.prom'))
      if (names.length > maxFiles) problems.push(`more than ${maxFiles} files; the last ones are not read`)
      for (const name of names.sort().slice(0, maxFiles)) found.add(join(directory, name))
    } catch (error) {
      problems.push(messageOf(error))
    }
    for (const path of found) {
      try {
        const file = readFile(path)
        if (samples.length + file.samples.length > maxSamples) throw new Error(`more than ${maxSamples} samples in all`)
        known.set(path, file)
        samples.push(...file.samples)
        out.gauge('node_textfile_mtime_seconds', file.mtimeMs / 1000, 'file', path)
      } catch (error) {
        problems.push(`${path}: ${messageOf(error)}`)
      }
    }
    for (const path of known.keys()) if (!found.has(path)) known.delete(path)
    out.gauge('node_textfile_scrape_error', problems.length > 0 ? 1 : 0)
    return { source: 'textfile', samples, ...(problems.length > 0 && { error: new Error(problems.join('; ')) }) }
  }
}
