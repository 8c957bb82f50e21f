/** Reads what a file describes: YAML 1.2, with `${NAME}` for what the environment says. */
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { sections, type Section } from './kinds.ts'

export type Item = Record<string, unknown>
export type Described = { name: string } & Record<Section, Item[]> & { severityRules: Item[] | undefined }

/** What people are told; each with where it stands in the file. */
export class FileError extends Error {}

export const maxFileBytes = 8 * 1024 * 1024
const maxItems = 12_000

const ItemBody = z.record(z.string(), z.unknown())
const Items = z.array(ItemBody).max(maxItems).default([])
const FileBody = z.strictObject({
  name: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits and dashes'),
  ...(Object.fromEntries(sections.map((section) => [section, Items])) as Record<Section, typeof Items>),
  severityRules: z.array(ItemBody).max(50).optional(),
})

/** Throws FileError for what is no YAML, names what is not known, or asks for a variable that is not set. */
export function readFile(text: string, environment: Readonly<Record<string, string | undefined>>): Described {
  const lines = new LineCounter()
  // Aliases are counted by the parser: a file of a kilobyte cannot become a gigabyte.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const [error] = document.errors
  if (error) throw new FileError(`line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0] ?? ''}`)
  const parsed = FileBody.safeParse(document.toJS({ maxAliasCount: 100 }))
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
    throw new FileError(problems.join('\n'))
  }
  return expand(parsed.data, environment, '') as Described
}

function expand(value: unknown, environment: Readonly<Record<string, string | undefined>>, path: string): unknown {
  if (typeof value === 'string') return expandText(value, environment, path)
  if (Array.isArray(value)) return value.map((each, index) => expand(each, environment, `${path}.${index}`))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, expand(each, environment, path === '' ? key : `${path}.${key}`)]),
  )
}

/** `$${NAME}` stands for itself. */
function expandText(text: string, environment: Readonly<Record<string, string | undefined>>, path: string): string {
  return text.replaceAll(/(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, escape: string, name: string) => {
    if (escape !== '') return whole.slice(1)
    const value = environment[name]
    if (value === undefined) throw new FileError(`${path}: the environment has no ${name}`)
    return value
  })
}
