import { compare } from './function-compare.ts'
import { humanize } from './function-humanize.ts'
import { print } from './function-print.ts'
import { texts } from './function-texts.ts'
import { collections } from './function-collections.ts'
import type { TemplateFunction } from './function.ts'

/** Rendered as nothing: they make links to Prometheus' own pages, or belong to its HTML consoles. */
const unsupported: Readonly<Record<string, TemplateFunction>> = Object.fromEntries(
  ['graphLink', 'tableLink', 'tmpl', 'pathPrefix'].map((name) => [name, () => '']),
)

/** Every function by its name; `and`, `or` and `query` are the interpreter's own, because not all is evaluated before. */
export const functions: ReadonlyMap<string, TemplateFunction> = new Map(
  Object.entries({ ...unsupported, ...compare, ...humanize, ...print, ...texts, ...collections }),
)

const ofTheInterpreter: ReadonlySet<string> = new Set(['and', 'or', 'query'])

export function isKnownFunction(name: string): boolean {
  return functions.has(name) || ofTheInterpreter.has(name)
}
