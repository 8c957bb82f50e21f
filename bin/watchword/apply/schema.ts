/** The file's own schema (`api/configuration.schema.json`), and what is wrong with a file in words. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Item } from './kinds/index.ts'
import type { Path } from './positions.ts'

export type Problem = { path: Path; message: string }
export type JsonSchema = { [key: string]: unknown }

export const schemaFile = new URL('../../../api/configuration.schema.json', import.meta.url)

/** Looks at what the variables of the environment have been put into. */
export function createCheck(): (body: unknown) => Problem[] {
  const schema = z.fromJSONSchema(forReading(readSchema()) as Parameters<typeof z.fromJSONSchema>[0])
  return (body) => {
    const parsed = schema.safeParse(body)
    return parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, []))
  }
}

/**
 * Without what only editors need: names of variables in the place of values, defaults, and patterns of Unicode classes,
 * which JSON Schema's reader takes for others. The installation looks at all of it again.
 */
function forReading(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(forReading)
  if (typeof schema !== 'object' || schema === null) return schema
  const { anyOf } = schema as JsonSchema
  if (Array.isArray(anyOf) && anyOf.some(isVariable)) return forReading(anyOf.find((each) => !isVariable(each)))
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => key !== 'default' && !(key === 'pattern' && /\\p\{/i.test(String(value))))
      .map(([key, value]) => [key, forReading(value)]),
  )
}

const isVariable = (schema: unknown): boolean => (schema as JsonSchema)['$ref'] === '#/$defs/Variable'

type Issue = z.core.$ZodIssue

function problemsOf(issue: Issue, base: Path): Problem[] {
  const path = [...base, ...issue.path] as Path
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: `${key} is not known here` }))
  }
  if (issue.code === 'invalid_union') return ofUnion(issue.errors, path)
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return [{ path, message: `${String(path.at(-1))} is missing` }]
  }
  return [{ path, message: issue.message.replace(/^Invalid (?:input|option|string): /, '') }]
}

/** Of several forms the one that was meant: by its `type`, else the first that is more than "nothing". */
function ofUnion(branches: readonly Issue[][], path: Path): Problem[] {
  const choice = (issue: Issue) =>
    issue.code === 'invalid_value' && ['type', 'kind'].includes(String(issue.path.at(-1)))
  const isOther = (branch: Issue[]) => branch.some((issue) => issue.path.length === 1 && choice(issue))
  const meant = branches.filter((branch) => !isOther(branch))
  if (meant.length === 0) {
    const issues = branches.flatMap((branch) => branch.filter(choice))
    const values = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : []))
    return [{ path: [...path, ...(issues[0]?.path ?? [])] as Path, message: `expected one of ${values.join(', ')}` }]
  }
  const isNull = ([issue]: Issue[]) => issue?.code === 'invalid_type' && issue.expected === 'null'
  const best = meant.find((branch) => branch.length > 0 && !isNull(branch)) ?? meant[0] ?? []
  return best.flatMap((issue) => problemsOf(issue, path))
}

/** What a check of a type has when the file does not say it. */
export function readDefaults(type: string): Item {
  const { $defs } = readSchema()
  const { oneOf } = ($defs as Record<string, { oneOf: { properties: Record<string, JsonSchema> }[] }>)['CheckSpec'] ?? {
    oneOf: [],
  }
  const properties = oneOf.find(({ properties: { type: own } }) => own?.['const'] === type)?.properties ?? {}
  return Object.fromEntries(
    Object.entries(properties).flatMap(([field, schema]) => ('default' in schema ? [[field, schema['default']]] : [])),
  )
}

let known: JsonSchema | undefined

function readSchema(): JsonSchema {
  known ??= JSON.parse(readFileSync(schemaFile, 'utf8')) as JsonSchema
  return known
}
