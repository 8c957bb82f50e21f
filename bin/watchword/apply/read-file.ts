/** Reads what a file describes: YAML 1.2, with `${NAME}` for what the environment says. */
import { LineCounter, parseDocument } from 'yaml'
import type { NamedFiles } from './files/named.ts'
import { flatten, type Entry } from './flatten.ts'
import type { Item } from './kinds/index.ts'
import { createLocator, FileError, type Path } from './positions.ts'
import { createCheck } from './schema.ts'

export type Described = {
  name: string
  entries: Entry[]
  /** `line 3, column 5`. */
  at: (path: Path) => string
  /** Texts that came from the environment: they are not shown. */
  secrets: ReadonlySet<string>
  /** Files beside it, which are not read yet (files/add-files.ts). */
  named: NamedFiles
}

export type Environment = Readonly<Record<string, string | undefined>>

export const isName = (text: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)

export const maxFileBytes = 8 * 1024 * 1024
/** An alias stands for what it names as often as it is written: a file of a kilobyte must not become a gigabyte. */
const maxAliases = 100
const maxProblems = 20

/** Throws FileError for what is no YAML, names what is not known, or asks for a variable that is not set. */
export function readFile(text: string, environment: Environment): Described {
  if (Buffer.byteLength(text) > maxFileBytes)
    throw new FileError(`the file is larger than ${maxFileBytes / 2 ** 20} MiB`)
  const lines = new LineCounter()
  const document = orFileError(() => parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: 'error' }))
  const [error] = document.errors
  if (error) {
    const { line, col } = lines.linePos(error.pos[0])
    throw new FileError(`line ${line}, column ${col}: ${reasonOf(error.message)}`)
  }
  const at = createLocator(document, lines)
  const secrets = new Set<string>()
  const written: unknown = orFileError(() => document.toJS({ maxAliasCount: maxAliases }))
  const body = orFileError(() => expand(written, { environment, secrets, at }, []))
  const problems = createCheck()(body)
  if (problems.length > 0) {
    const said = problems.slice(0, maxProblems).map(({ path, message }) => {
      return `${at(path)}: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`
    })
    if (problems.length > maxProblems) said.push(`and ${problems.length - maxProblems} more`)
    throw new FileError(said.join('\n'))
  }
  const { name, ruleFiles = [], dashboards = [] } = body as { name: string } & Partial<NamedFiles>
  return { name, entries: flatten(body as Item, at), at, secrets, named: { ruleFiles, dashboards } }
}

function reasonOf(message: string): string {
  const said = message.split(/ at line \d+|\n/, 1)[0] ?? ''
  // The parser has no bound of its own on depth, and reports the end of its stack as an error of the file.
  if (said.startsWith('Maximum call stack')) return 'the file is nested too deeply'
  // Within `{ … }` a variable such as ${NAME} ends the text before it.
  return said.startsWith('Unexpected flow-map-start') ? `${said}; a text with { in it needs quotes here` : said
}

/** The parser's own refusals, of too many aliases or too deep a nesting, are about the file too. */
function orFileError<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof FileError) throw error
    if (error instanceof RangeError) throw new FileError('the file is nested too deeply', { cause: error })
    throw new FileError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

type Expansion = { environment: Environment; secrets: Set<string>; at: (path: Path) => string }

function expand(value: unknown, by: Expansion, path: Path): unknown {
  if (typeof value === 'string') return expandText(value, by, path)
  if (Array.isArray(value)) return value.map((each, index) => expand(each, by, [...path, index]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, expand(each, by, [...path, key])]))
}

/** `$${NAME}` stands for itself. */
function expandText(text: string, { environment, secrets, at }: Expansion, path: Path): string {
  let isSecret = false
  const expanded = text.replaceAll(/(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, escape: string, name: string) => {
    if (escape !== '') return whole.slice(1)
    const value = environment[name]
    if (value === undefined) throw new FileError(`${at(path)}: ${path.join('.')}: the environment has no ${name}`)
    isSecret = true
    return value
  })
  if (isSecret) secrets.add(expanded)
  return expanded
}
