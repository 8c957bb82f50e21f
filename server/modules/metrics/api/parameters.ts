/** Parameters of the Prometheus API: in the query of the address, in a form, or in both (RFC 3986, WHATWG URL). */
import { invalidRequest } from '#platform/errors'
import type { RawRequest } from '#platform/http'

/** Also Grafana's longest queries are a few ten kilobytes. */
const maxFormBytes = 1024 * 1024

export type Parameters = {
  /** The first value; what a form says comes before the address. Undefined where it is missing or empty. */
  get(name: string): string | undefined
  all(name: string): string[]
}

/** Throws too_large, invalid_request. */
export async function readParameters(request: RawRequest): Promise<Parameters> {
  const sources = [request.url.searchParams]
  if (request.method === 'POST') sources.unshift(await readForm(request))
  return {
    get: (name) =>
      sources.map((source) => source.get(name)).find((value) => value !== null && value !== '') ?? undefined,
    all: (name) => sources.flatMap((source) => source.getAll(name)),
  }
}

async function readForm(request: RawRequest): Promise<URLSearchParams> {
  const body = await request.body(maxFormBytes)
  const type = request.header('content-type') ?? ''
  if (body.length > 0 && !/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw invalidRequest('send parameters as application/x-www-form-urlencoded')
  }
  return new URLSearchParams(body.toString('utf8'))
}

export function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name)
  if (value === undefined) throw invalidParameter(name, 'it is missing')
  return value
}

export const invalidParameter = (name: string, why: string) => invalidRequest(`invalid parameter "${name}": ${why}`)

/** How many at most; 0 is no limit. */
export function readLimit(parameters: Parameters, name = 'limit'): number {
  const text = parameters.get(name)
  if (text === undefined) return 0
  if (!/^\d{1,9}$/.test(text)) throw invalidParameter(name, 'limit must be a whole number, 0 for none')
  return Number(text)
}
