/** The instance as a client of its public API sees it, signed in by whatever the caller has. */
import { randomBytes } from 'node:crypto'

export type Demo = {
  url: string
  dsn: string
  workspaceSlug: string
  /** What was made up at the set-up; null on an instance that had been set up before. */
  made: { email: string; password: string; apiKey: string } | null
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  remove(path: string): Promise<void>
}

export type Credentials = {
  email?: string | undefined
  password?: string | undefined
  apiKey?: string | undefined
  dsn?: string | undefined
}

export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

type Headers = Record<string, string>
type SetUp = { dsn: string; apiKey: string }
type Project = { id: string; dsn: string | null }

/** Sets a fresh instance up; on any other one it needs `apiKey`, or `email` and `password`. */
export async function connect(url: string, credentials: Credentials): Promise<Demo> {
  const { required } = await send<{ required: boolean }>(url, {}, 'GET', '/setup').catch((error: unknown) => {
    if (error instanceof ApiError) throw error
    throw new Error(`nothing answers at ${url}: start Watchword with npm start, or name its address with --url`)
  })
  if (required) return setUp(url)
  const { headers, workspaceSlug } = await signIn(url, credentials)
  const dsn = credentials.dsn ?? (await projectDsn(url, headers))
  return demo(url, headers, { dsn, workspaceSlug, made: null })
}

async function setUp(url: string): Promise<Demo> {
  const email = 'ada@demo.example'
  const password = randomBytes(12).toString('base64url')
  const slug = 'demo'
  const body = { name: 'Ada Demo', email, password, workspace: { name: 'Demo', slug } }
  const { dsn, apiKey } = await send<SetUp>(url, {}, 'POST', '/setup', body)
  const headers = { authorization: `Bearer ${apiKey}` }
  return demo(url, headers, { dsn, workspaceSlug: slug, made: { email, password, apiKey } })
}

async function signIn(
  url: string,
  { email, password, apiKey }: Credentials,
): Promise<{ headers: Headers; workspaceSlug: string }> {
  if (apiKey !== undefined) return { headers: { authorization: `Bearer ${apiKey}` }, workspaceSlug: '' }
  if (email === undefined || password === undefined) {
    throw new Error('this instance has been set up: give --email and --password, or --api-key')
  }
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`signing in answered ${response.status}: ${await response.text()}`)
  const session = (await response.json()) as { workspaces: { slug: string }[] } // the API's documented answer
  const cookie = response.headers.getSetCookie().map((header) => header.split(';', 1)[0] ?? '')
  const [workspace] = session.workspaces
  if (!workspace) throw new Error('this user is a member of no workspace')
  return {
    headers: { cookie: cookie.join('; '), 'watchword-workspace': workspace.slug },
    workspaceSlug: workspace.slug,
  }
}

async function projectDsn(url: string, headers: Headers): Promise<string> {
  const { items } = await send<{ items: Project[] }>(url, headers, 'GET', '/projects')
  const dsn = items.find((project) => project.dsn)?.dsn
  if (!dsn) throw new Error('there is no project with a DSN to send to')
  return dsn
}

function demo(url: string, headers: Headers, rest: Pick<Demo, 'dsn' | 'workspaceSlug' | 'made'>): Demo {
  return {
    url,
    ...rest,
    get: (path) => send(url, headers, 'GET', path),
    post: (path, body) => send(url, headers, 'POST', path, body),
    remove: (path) => send(url, headers, 'DELETE', path),
  }
}

async function send<T>(url: string, headers: Headers, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new ApiError(response.status, `${method} ${path} answered ${response.status}: ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T // the caller says what the endpoint answers
}
