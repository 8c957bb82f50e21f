/** Parses and checks what an endpoint is sent; each rejected field is named. */
import type { ZodType } from 'zod'
import { invalidRequest, type FieldError } from '../errors.ts'
import type { Endpoint } from './endpoint.ts'
import { fieldErrorsOf } from './problem.ts'
import type { RawRequest } from './route.ts'

type Input = { params: unknown; query: unknown; body: unknown }

/** `guard` is given the parsed body before anything else looks at it, and answers what goes on. */
export async function parseInput(
  definition: Pick<Endpoint, 'params' | 'query' | 'body'>,
  request: RawRequest,
  readBody: () => Promise<Buffer>,
  guard: (body: unknown) => unknown,
): Promise<Input> {
  const problems: FieldError[] = []
  const parse = (schema: ZodType | undefined, value: unknown, prefix: string): unknown => {
    if (!schema) return undefined
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    problems.push(...fieldErrorsOf(parsed.error, prefix))
    return undefined
  }
  const asked = queryObject(request.url.searchParams)
  for (const value of [request.params, asked]) refuseUnstorable(value, '', 0)
  const params = parse(definition.params, request.params, '')
  const query = parse(definition.query, asked, '')
  const body = definition.body ? parse(definition.body, guard(parseJson(await readBody())), '') : undefined
  if (problems.length > 0) {
    const first = problems[0]
    throw invalidRequest(first ? `${first.path || 'the body'}: ${first.message}` : 'the request is not valid', problems)
  }
  return { params, query, body }
}

/** A key that is given several times becomes a list. */
function queryObject(search: URLSearchParams): Record<string, string | string[]> {
  const object: Record<string, string | string[]> = Object.create(null)
  for (const key of new Set(search.keys())) {
    const values = search.getAll(key)
    object[key] = values.length === 1 ? (values[0] ?? '') : values
  }
  return object
}

function parseJson(body: Buffer): unknown {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(body))
  } catch {
    throw invalidRequest('the body is not valid JSON in UTF-8')
  }
  refuseUnstorable(value, '', 0)
  return value
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const maxDepth = 40

/** PostgreSQL's text holds neither NUL nor lone surrogates; better to say so than to fail later. */
function refuseUnstorable(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed()) {
      const field = { path: path || 'body', message: 'must not contain NUL or unpaired surrogates' }
      throw invalidRequest(`${field.path}: ${field.message}`, [field])
    }
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth >= maxDepth) throw invalidRequest(`the body is nested deeper than ${maxDepth} levels`)
  for (const [key, child] of Object.entries(value)) {
    refuseUnstorable(key, path, depth)
    refuseUnstorable(child, path ? `${path}.${key}` : key, depth + 1)
  }
}
