/**
 * How well lines of logs are put together by template, on any directory of `<name>.log` beside
 * `<name>.log_structured.csv` (the shape of Loghub's samples: a column `Content` with the line's own text, and `EventId`
 * or `EventTemplate` with the true template). One configuration for all: the one of the product.
 */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { assignGroups } from '../server/modules/telemetry/log-templates/assign.ts'
import { groupingAccuracy } from '../server/modules/telemetry/log-templates/grouping-accuracy.ts'
import { failed, passed, type Case, type SuiteResult } from './suite.ts'

/** A file passes from this grouping accuracy on. */
export const passingAccuracy = 0.8

export function run(dataDirectory: string): SuiteResult {
  const notes: string[] = []
  const accuracies: number[] = []
  const cases = globSync('**/*_structured*.csv', { cwd: dataDirectory })
    .sort()
    .map((path): Case => {
      const name = basename(path).replace(/(?:\.log)?_structured.*$/, '')
      try {
        const { lines, truth } = readLabelled(readFileSync(join(dataDirectory, path), 'utf8'))
        const found = assignGroups(lines)
        const accuracy = groupingAccuracy(truth, found)
        accuracies.push(accuracy)
        const groups = `${new Set(found).size} templates found, ${new Set(truth).size} true ones`
        notes.push(`${name.padEnd(24)} grouping accuracy ${accuracy.toFixed(3)} of ${lines.length} lines, ${groups}`)
        const isEnough = accuracy >= passingAccuracy
        return isEnough ? passed(name) : failed(name, `grouping accuracy ${accuracy.toFixed(3)} < ${passingAccuracy}`)
      } catch (error) {
        return failed(name, error instanceof Error ? error.message : String(error))
      }
    })
  if (accuracies.length > 0) {
    const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length
    notes.push(`mean grouping accuracy ${mean.toFixed(3)} over ${accuracies.length} files`)
  }
  return { cases, notes }
}

/** Throws when there is no such column. */
function readLabelled(csv: string): { lines: string[]; truth: string[] } {
  const [header = [], ...rows] = parseCsv(csv.replace(/^\uFEFF/, ''))
  const content = header.indexOf('Content')
  const label = ['EventId', 'EventTemplate'].map((name) => header.indexOf(name)).find((at) => at >= 0)
  if (content < 0 || label === undefined) throw new Error('it has no columns Content and EventId or EventTemplate')
  return { lines: rows.map((row) => row[content] ?? ''), truth: rows.map((row) => row[label] ?? '') }
}

/** RFC 4180; a quoted field may hold line breaks. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy
  while (field.lastIndex < text.length) {
    const found = field.exec(text)
    if (!found) throw new Error(`a quotation mark stands where none may, in row ${rows.length + 1}`)
    const [, quoted, plain = '', end] = found
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  // A comma at the very end opens a last, empty field.
  if (row.length > 0) rows.push([...row, ''])
  return rows
}
