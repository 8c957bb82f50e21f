/** Names and titles that people and programs choose, in mails that a real server takes: none becomes a header. */
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { eventually } from '#testing'
import { makeInstallation } from './testing/installation.ts'

const victim = 'victim@example.org'
/** Control characters are refused where there is a form; what comes with an event is cleaned. */
const refused = [
  `Eve\r\nBcc: ${victim}`,
  `Eve\nX-Evil: 1\n\nnew body`,
  `Eve\rve`,
  `Eve\u0000x`,
  `Eve\u0085Bcc: ${victim}`,
]
/** Taken as names, and cleaned on their way into a header. */
const taken = `Eve\u2028Bcc: ${victim}\u2029 =?utf-8?Q?=0D=0ABcc:_${victim}?= <${victim}>, "x" \u202e ü 🙂`

type Received = { from: string; to: string[]; headers: [name: string, value: string][]; raw: string }

async function mailServer(t: TestContext): Promise<{ url: string; mails: Received[] }> {
  const mails: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('latin1')
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), headers: headersOf(raw), raw })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails } // listening on TCP
}

/** RFC 5322: lines up to the first empty one, those that begin with a space belong to the one before. */
function headersOf(raw: string): [name: string, value: string][] {
  const [head = ''] = raw.split('\r\n\r\n')
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split(/\r\n|\r|\n/)
  return lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
}

const once = ['from', 'to', 'subject', 'message-id', 'date', 'mime-version', 'content-type', 'auto-submitted']
const known = new Set([
  ...once,
  ...['content-language', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id', 'precedence'],
  ...['in-reply-to', 'references', 'content-transfer-encoding', 'x-auto-response-suppress'],
])

test('line breaks and other tricks in names, titles and addresses never reach a mail header, and stop no mail [I-08, M-01]', async (t) => {
  const { url: smtpUrl, mails } = await mailServer(t)
  const installation = await makeInstallation(t)
  const { app, close } = await installation.start({ config: { smtpUrl, signUp: 'open' } })
  let cookie = ''
  // oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
  const send = async (method: string, path: string, body?: unknown, headers: object = {}): Promise<any> => {
    const init = { method, headers: { cookie, 'watchword-workspace': 'evil', ...headers } }
    const answer = await app.fetch(
      new Request(`http://localhost/api/v1${path}`, {
        ...init,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    const text = await answer.text()
    return { ...(text !== '' && (JSON.parse(text) as object)), status: answer.status }
  }
  const arrived = (what: string, address: string, count = 1) =>
    eventually(what, () => Promise.resolve(mails.filter(({ to }) => to.includes(address)).length >= count))

  const { policyVersion } = await send('GET', '/sign-up')
  const person = { email: 'eve@example.com', password: 'correct horse battery staple', oldEnough: true, policyVersion }
  for (const name of refused) {
    const workspace = { name: 'Evil', slug: 'evil' }
    assert.equal((await send('POST', '/setup', { ...person, name, workspace })).status, 400, JSON.stringify(name))
    const withName = { ...person, name: 'Eve', workspace: { ...workspace, name } }
    assert.equal((await send('POST', '/setup', withName)).status, 400, JSON.stringify(name))
  }
  const workspace = { name: taken, slug: 'evil' }
  const setUp = await send('POST', '/setup', { ...person, name: taken, workspace })
  assert.equal(setUp.status, 201, JSON.stringify(setUp))

  for (const name of refused) {
    assert.equal((await send('PATCH', '/workspace', { name })).status, 400)
    assert.equal((await send('PATCH', '/user', { name })).status, 400)
    for (const email of [`${name}@example.com`, `eve@example.com${name.slice(3)}`, `"${name}"@example.com`]) {
      for (const [path, body] of [
        ['/invitations', { email, role: 'member' }],
        ['/password-resets', { email }],
        ['/user/email', { email }],
        ['/notification-channels', { type: 'email', name: 'Mail', address: email }],
        ['/sign-ups', { ...person, name: 'Eve', email, workspace: { name: 'Eve', slug: 'eve' } }],
      ] as const) {
        // A line break around an address is not part of it.
        const { status } = await send('POST', path, body)
        assert.ok(status === 400 || email.trim() === 'eve@example.com', `${path} ${JSON.stringify(email)}: ${status}`)
      }
    }
  }

  await send('POST', '/invitations', { email: 'lin@example.com', role: 'member' })
  await arrived('the invitation', 'lin@example.com')
  await send('PATCH', '/user', { name: taken })
  await send('POST', '/password-resets', { email: 'eve@example.com' })
  await arrived('the reset', 'eve@example.com')

  const channel = await send('POST', '/notification-channels', {
    type: 'email',
    name: taken,
    address: 'duty@example.com',
  })
  assert.equal(channel.status, 201)
  const titles = [...refused, taken]
  for (const [index, title] of titles.entries()) {
    const event = {
      title: `${index} ${title.replaceAll('\u0000', '')}`,
      message: title.replaceAll('\u0000', ''),
      level: 'error',
    }
    const answer = await send('POST', '/events', event, { 'x-watchword-key': new URL(setUp.dsn).username })
    assert.ok(answer.status === 202 || answer.status === 400, JSON.stringify(answer))
    if (answer.status === 202) await arrived(`the mail of ${JSON.stringify(title)}`, 'duty@example.com', duty() + 1)
  }

  const page = await send('POST', '/status-pages', { slug: 'evil', name: taken })
  assert.equal(page.status, 201)
  const subscribe = (address: string) =>
    app.fetch(
      new Request('http://localhost/status/evil/subscribers', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ address }).toString(),
      }),
    )
  for (const name of refused) {
    const answer = await subscribe(`${name}@example.com`)
    assert.ok(answer.status < 500, String(answer.status))
  }
  await subscribe('reader@example.com')
  await arrived('the confirmation', 'reader@example.com')
  const link = /https?:\/\/[^\s"]+\/confirm\/[\w.-]+/.exec(unquoted(mails.at(-1)?.raw ?? ''))?.[0]
  assert.ok(link, mails.at(-1)?.raw)
  assert.equal((await app.fetch(new Request(link, { method: 'POST' }))).status, 200)
  for (const title of refused) {
    const { status } = await send('POST', `/status-pages/${page.id}/reports`, { title, body: 'x' })
    assert.equal(status, 400, JSON.stringify(title))
  }
  const report = await send('POST', `/status-pages/${page.id}/reports`, {
    title: taken,
    body: `a\r\nBcc: ${victim}\r\n.\r\nb`,
  })
  assert.equal(report.status, 201, JSON.stringify(report))
  await arrived('the update', 'reader@example.com', 2)

  const expected = ['lin@example.com', 'eve@example.com', 'duty@example.com', 'reader@example.com']
  assert.deepEqual([...new Set(mails.flatMap(({ to }) => to))].sort(), expected.sort())
  for (const { from, to, headers, raw } of mails) {
    assert.equal(to.length, 1)
    assert.match(from, /^[\w.=+-]*@?[\w.-]*$/)
    assert.deepEqual(
      headers.filter(([name]) => !known.has(name)),
      [],
      raw,
    )
    for (const name of once) assert.ok(headers.filter((header) => header[0] === name).length <= 1, `${name}: ${raw}`)
    assert.deepEqual(
      headers.filter(([name]) => name === 'to').map(([, value]) => value),
      to,
    )
    assert.doesNotMatch(raw.replaceAll('\r\n', ''), /[\r\n]/, 'no line break but its own')
  }
  // The mail server waits for its clients.
  await close()

  function duty(): number {
    return mails.filter(({ to }) => to.includes('duty@example.com')).length
  }
})

/** Quoted-printable, as far as a link needs it. */
function unquoted(raw: string): string {
  return raw
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
