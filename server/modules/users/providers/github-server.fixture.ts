/** For tests: a server that speaks what GitHub documents of its OAuth and of its REST API, and nothing more. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export type GithubEmail = { email: string; primary: boolean; verified: boolean; visibility: string | null }

export type GithubServer = {
  url: string
  clientId: string
  clientSecret: string
  user: { id: number; login: string; name: string | null; [more: string]: unknown }
  emails: GithubEmail[]
  /** Query parameters of each visit to the page that asks for consent. */
  asked: URLSearchParams[]
  /** What was given out and not taken back. */
  grants: Set<string>
  /** What each request to the API brought, `GET /api/v3/user`. */
  requests: string[]
  /** Sends `iss` with each answer, as GitHub does since 2026. */
  sendsIssuer: boolean
  /** Answers every request of ours with this. */
  trouble: number | null
}

export async function startGithub(t: TestContext): Promise<GithubServer> {
  const codes = new Map<string, { challenge: string; redirectUri: string }>()
  const number = randomBytes(4).readUInt32BE(0)
  const github: GithubServer = {
    ...{ url: '', clientId: 'Iv1.0123456789abcdef', clientSecret: 'canary-client-secret', asked: [], requests: [] },
    user: { id: number, login: `ada${number}`, name: 'Ada Lovelace', avatar_url: 'canary', bio: 'canary' },
    emails: [
      { email: `other${number}@example.com`, primary: false, verified: true, visibility: null },
      { email: `ada${number}@example.com`, primary: true, verified: true, visibility: 'private' },
    ],
    ...{ grants: new Set<string>(), sendsIssuer: true, trouble: null },
  }

  const authorize = (query: URLSearchParams): string => {
    github.asked.push(query)
    const code = randomBytes(10).toString('hex')
    const redirectUri = query.get('redirect_uri') ?? ''
    codes.set(code, { challenge: query.get('code_challenge') ?? '', redirectUri })
    const back = new URL(redirectUri)
    back.searchParams.set('code', code)
    back.searchParams.set('state', query.get('state') ?? '')
    if (github.sendsIssuer) back.searchParams.set('iss', `${github.url}/login/oauth`)
    return back.href
  }

  const exchange = (form: URLSearchParams): object => {
    const code = form.get('code') ?? ''
    const known = codes.get(code)
    codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (form.get('client_id') !== github.clientId || form.get('client_secret') !== github.clientSecret) {
      return { error: 'incorrect_client_credentials', error_description: 'The client_id and/or client_secret …' }
    }
    if (known?.challenge !== challenge || known.redirectUri !== form.get('redirect_uri')) {
      return { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' }
    }
    const accessToken = `gho_${randomBytes(18).toString('base64url')}`
    github.grants.add(accessToken)
    return { access_token: accessToken, token_type: 'bearer', scope: 'read:user,user:email' }
  }

  const api = (method: string, path: string, { headers }: IncomingMessage, body: string): [number, unknown] => {
    github.requests.push(`${method} ${path}`)
    const [kind, credential = ''] = (headers.authorization ?? '').split(' ')
    if (method === 'DELETE' && path === `/api/v3/applications/${github.clientId}/grant`) {
      const basic = Buffer.from(`${github.clientId}:${github.clientSecret}`).toString('base64')
      if (kind !== 'Basic' || credential !== basic) return [404, { message: 'Not Found' }]
      return github.grants.delete(JSON.parse(body).access_token) ? [204, null] : [422, { message: 'Validation Failed' }]
    }
    if (kind !== 'Bearer' || !github.grants.has(credential)) return [401, { message: 'Bad credentials' }]
    if (headers['user-agent'] === undefined) return [403, { message: 'Request forbidden by administrative rules.' }]
    if (path === '/api/v3/user') return [200, github.user]
    return path === '/api/v3/user/emails' ? [200, github.emails] : [404, { message: 'Not Found' }]
  }

  const serve = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const url = new URL(request.url ?? '', github.url)
    const answer = (status: number, value: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        .end(status === 204 ? undefined : JSON.stringify(value))
    if (url.pathname === '/login/oauth/authorize') {
      response.writeHead(302, { location: authorize(url.searchParams) }).end()
    } else if (github.trouble !== null) answer(github.trouble, { message: 'canary' })
    else if (url.pathname === '/login/oauth/access_token') {
      // Without this header the answer is a form.
      if (!request.headers.accept?.includes('application/json')) response.end('access_token=canary')
      else answer(200, exchange(new URLSearchParams(body)))
    } else answer(...api(request.method ?? '', url.pathname, request, body))
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => serve(request, response, Buffer.concat(chunks).toString()))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // It listens on a port, so its address is no pipe's name.
  github.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return github
}
