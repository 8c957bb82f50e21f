import type { z } from 'zod'
import { invalidRequest } from '#platform/errors'
import type { RawRequest } from '#platform/http'

const maxJsonBytes = 256 * 1024

/** Throws invalid_request, saying which field is wrong. */
export async function readJson<S extends z.ZodType>(request: RawRequest, schema: S): Promise<z.output<S>> {
  const text = (await request.body(maxJsonBytes)).toString()
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw invalidRequest('the body is not valid JSON')
  }
  const read = schema.safeParse(json)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw invalidRequest(`${issue?.path.join('.').slice(0, 100) ?? ''}: ${issue?.message.slice(0, 200) ?? 'not valid'}`)
}
