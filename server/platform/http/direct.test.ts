import assert from 'node:assert/strict'
import { request, type OutgoingHttpHeaders } from 'node:http'
import { after, before, test } from 'node:test'
import { testContext } from '#testing'
import { invalidRequest } from '../errors.ts'
import { createApp, listen, plainJson, type Listener, type Route } from './index.ts'

/** The same route twice: answered by the framework and without it. */
const twins = (rest: Omit<Route, 'path' | 'direct'> & { at: string }): Route[] => {
  const { at, ...route } = rest
  return [
    { ...route, path: `/api/{number}/framed${at}` },
    { ...route, path: `/api/{number}/direct${at}`, direct: true },
  ]
}

const cors = { 'access-control-allow-origin': '*' }
const bodyLimitBytes = 1000
const routes: Route[] = [
  ...twins({
    name: 'take',
    at: '',
    methods: ['POST', 'OPTIONS'],
    handle: async (_services, asked) => {
      if (asked.method === 'OPTIONS') return { status: 204, headers: cors, body: null }
      const body = (await asked.body(bodyLimitBytes)).toString()
      const { params, remoteAddress } = asked
      const headers = ['x-one', 'x-twice', 'x-none'].map((name) => [asked.header(name), asked.headers.get(name)])
      const query = asked.url.searchParams.getAll('q')
      return plainJson({ body, params, headers, query, remoteAddress }, { status: 202, headers: cors })
    },
  }),
  ...twins({ name: 'refuse', at: '/refused', methods: ['POST'], handle: () => Promise.reject(invalidRequest('no ☃')) }),
  ...twins({
    name: 'refuseOwn',
    at: '/refused-own',
    methods: ['POST'],
    handle: () => Promise.reject(new Error('secret detail')),
    answerError: ({ message }) =>
      plainJson({ detail: message }, { status: 418, headers: { 'x-frame-options': 'SAME' } }),
  }),
]

let listener: Listener
before(async () => {
  const services = await testContext()
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  const config = { ...services.config, appUrl: 'https://watch.example', statusDomain: 'status.example' }
  const app = createApp({ ...services, config }, { endpoints: [], routes, authenticate })
  listener = await listen(app, { port: 0, host: '127.0.0.1' })
})
after(() => listener.close())

type Sent = { method?: string; path: string; headers?: OutgoingHttpHeaders; body?: string }

/** Status, headers but for the order and what is new each time, and body. */
function send({ method = 'POST', path, headers = {}, body = '' }: Sent): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port: listener.port, method, path, headers }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      incoming.on('end', () => {
        const pairs = incoming.rawHeaders.flatMap((name, at, all) =>
          at % 2 ? [] : [`${name}: ${all[at + 1]}`.toLowerCase()],
        )
        const shown = [incoming.statusCode, ...pairs.filter((pair) => !pair.startsWith('date:')).toSorted(), text].join(
          '\n',
        )
        resolve(shown.replaceAll(/req_[0-9a-f]{32}/g, 'req').replaceAll('framed', 'direct'))
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const cases: Record<string, Sent> = {
  'an event': { path: '/api/7/direct?q=1&q=%20x', body: 'hello', headers: { 'x-one': 'a', 'x-twice': ['b', 'c'] } },
  'a slash at the end': { path: '/api/7/direct/', body: 'hello' },
  'a parameter in percent signs': { path: '/api/%37/direct', body: 'hello' },
  'a preflight': { method: 'OPTIONS', path: '/api/7/direct' },
  'a method that the route does not have': { method: 'DELETE', path: '/api/7/direct' },
  'a path that goes on': { path: '/api/7/direct/more' },
  'a body over the limit': { path: '/api/7/direct', body: 'x'.repeat(bodyLimitBytes + 1) },
  'a body over the limit that does not say so': {
    path: '/api/7/direct',
    body: 'x'.repeat(bodyLimitBytes + 1),
    headers: { 'transfer-encoding': 'chunked' },
  },
  'an error': { path: '/api/7/direct/refused', body: 'not read' },
  'an error in words of its own': { path: '/api/7/direct/refused-own' },
  'a host of a status page': { path: '/api/7/direct', headers: { host: 'shop.status.example' } },
  'a host that is none': { path: '/api/7/direct', headers: { host: 'a b' } },
}

for (const [name, sent] of Object.entries(cases)) {
  test(`without the framework the answer is the same: ${name}`, async () => {
    assert.equal(await send(sent), await send({ ...sent, path: sent.path.replace('direct', 'framed') }))
  })
}

test('a route without the framework is told what was sent, and its answer has the safe headers', async () => {
  const answer = await send({ ...cases['an event']!, path: '/api/7/direct?q=1' })
  assert.match(answer, /^202\n/)
  assert.match(answer, /"body":"hello","params":\{"number":"7"\},"headers":\[\["a","a"\],\["b, c","b, c"\],/)
  assert.match(answer, /strict-transport-security: .*\nx-content-type-options: nosniff\n/)
  assert.match(answer, /x-request-id: req\n/)
})

test('a path that only the framework could read is refused when the program starts', async () => {
  const services = await testContext()
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  const odd: Route = { name: 'odd', methods: ['POST'], path: '/files/*', direct: true, handle: () => Promise.reject() }
  assert.throws(() => createApp(services, { endpoints: [], routes: [odd], authenticate }), /direct route/)
})
