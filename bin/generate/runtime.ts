/** The part of the generated client that is the same for all operations; its text is copied from here. */
export type ClientOptions = {
  /** Origin of the server without a trailing slash; empty for the page's own. */
  baseUrl: string
  fetch?: typeof fetch
  /** Sent with every request: `authorization`, or `watchword-workspace` beside a session cookie. */
  headers?: Record<string, string> | (() => Record<string, string>)
  /** Asked once for each refusal; true sends the request again, e.g. after a person has proved a factor. */
  onRefused?: (error: ApiError) => Promise<boolean>
}

export type CallOptions = { signal?: AbortSignal | undefined }

export type FieldError = { path: string; message: string }

/** A refusal in the server's words (RFC 9457), or `unreachable` with status 0 when no answer came. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  /** Stable; decide on this one. */
  readonly code: string
  /** For people. */
  readonly detail: string
  readonly fields: FieldError[]
  /** Quote it when asking for help. */
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(problem: {
    status: number
    code: string
    detail: string
    fields?: FieldError[] | undefined
    requestId?: string | undefined
    retryAfterSeconds?: number | undefined
    cause?: unknown
  }) {
    super(problem.detail, { cause: problem.cause })
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail
    this.fields = problem.fields ?? []
    this.requestId = problem.requestId
    this.retryAfterSeconds = problem.retryAfterSeconds
  }
}

type Input = CallOptions & { params?: object; query?: object; body?: unknown }

/** A function for each operation of the table: `{ getUser: 'GET /api/v1/user' }`. */
export function clientOf(operations: Record<string, string>, options: ClientOptions): object {
  const call = caller(options)
  const functions = Object.entries(operations).map(([name, operation]) => {
    const [method = '', path = ''] = operation.split(' ')
    return [name, (input: Input = {}) => call(method, path, input)] as const
  })
  return Object.fromEntries(functions)
}

export function caller(options: ClientOptions) {
  const send = options.fetch ?? ((input, init) => fetch(input, init))
  const once = async <Result>(method: string, path: string, input: Input): Promise<Result> => {
    const url = `${options.baseUrl}${fillPath(path, input.params ?? {})}${queryText(input.query ?? {})}`
    const init: RequestInit = {
      method,
      headers: { accept: 'application/json', ...(input.body !== undefined && jsonType), ...headersOf(options) },
      ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
      ...(input.signal && { signal: input.signal }),
    }
    const response = await send(url, init).catch((cause: unknown) => {
      if (input.signal?.aborted) throw cause
      throw new ApiError({ status: 0, code: 'unreachable', detail: 'the server could not be reached', cause })
    })
    if (!response.ok) throw await errorOf(response)
    // The server checks every answer against the schema that this type was made from.
    return (response.status === 204 ? undefined : await bodyOf(response)) as Result
  }
  return async <Result>(method: string, path: string, input: Input): Promise<Result> => {
    try {
      return await once<Result>(method, path, input)
    } catch (error) {
      if (!(error instanceof ApiError) || !(await options.onRefused?.(error))) throw error
      return once<Result>(method, path, input)
    }
  }
}

function headersOf({ headers }: ClientOptions): Record<string, string> {
  return typeof headers === 'function' ? headers() : (headers ?? {})
}

const jsonType = { 'content-type': 'application/json' }

function fillPath(path: string, params: object): string {
  const values = new Map(Object.entries(params))
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
}

/** Leaves out what is undefined; a list becomes a repeated name. */
function queryText(query: object): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) search.append(name, String(item))
    }
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** A success without a body, such as 202, is undefined. */
async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text()
  return text === '' ? undefined : JSON.parse(text)
}

async function errorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<ApiError>
  const retryAfterSeconds = problem.retryAfterSeconds ?? (Number(response.headers.get('retry-after')) || undefined)
  return new ApiError({
    status: response.status,
    code: problem.code ?? 'unknown',
    detail: problem.detail ?? `the server answered ${response.status}`,
    fields: problem.fields,
    requestId: problem.requestId ?? response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds,
  })
}
