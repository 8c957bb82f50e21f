import assert from 'node:assert/strict'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { after, test } from 'node:test'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { createLog } from '#platform/log'
import { MailFailed, type Mail, type MailFailure, type MailMessage } from './mail.ts'
import { createSmtpMail } from './smtp.ts'

const log = createLog('silent')
const from = 'Watchword <watchword@status.example>'
const message: MailMessage = {
  to: 'ada@example.com',
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
  messageId: 'ntf_1@status.example',
  stream: 'account',
  workspaceId: null,
}
const plain: SMTPServerOptions = { disabledCommands: ['STARTTLS', 'AUTH'], hideSTARTTLS: true, authOptional: true }
const closing: (() => unknown)[] = []
after(() => Promise.all(closing.map((close) => close())))

type Sink = { port: number; raw: string[] }

/** A mail server that keeps what it gets; `options` may refuse. */
async function sink(options: SMTPServerOptions = {}): Promise<Sink> {
  const raw: string[] = []
  const server = new SMTPServer({
    ...plain,
    onData: (stream, _session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        raw.push(Buffer.concat(chunks).toString('latin1'))
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)))
  return { port: (server.server.address() as AddressInfo).port, raw }
}

/** A server of bytes, for what no real mail server does. */
async function fake(handle: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    sockets.forEach((socket) => socket.destroy())
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function mailTo(port: number, query = '', timeoutMs = 5000): Mail {
  const mail = createSmtpMail({ url: `smtp://127.0.0.1:${port}${query}`, from, log, timeoutMs })
  closing.unshift(() => mail.close())
  return mail
}

const failedWith =
  (kind: MailFailure, response: RegExp, aboutRecipient = false) =>
  (error: unknown) => {
    assert.ok(error instanceof MailFailed, String(error))
    assert.equal(error.kind, kind)
    assert.match(error.response, response)
    assert.equal(error.aboutRecipient, aboutRecipient)
    return true
  }
const refuse = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })
const headersOf = (raw: string, name: string) =>
  raw.split('\r\n\r\n')[0]!.match(new RegExp(`^${name}:`, 'gim'))?.length ?? 0

test('account mail arrives as it was written and says that it is automatic', async () => {
  const { port, raw } = await sink()
  const result = await mailTo(port).send({
    ...message,
    subject: 'Störung: „Kasse“ 結帳 ist langsam, und dieser Betreff ist lang genug, dass er umbrochen werden muss',
    text: 'Grüße\n.\nFrom here, a line of one dot and an ümlaut',
    html: '<p>Grüße &amp; more</p>',
    inReplyTo: 'ntf_0@status.example',
    references: ['ntf_00@status.example', 'ntf_0@status.example'],
    headers: { 'Content-Language': 'de' },
  })
  assert.equal(result.outcome, 'sent')
  assert.match(result.outcome === 'sent' ? result.response : '', /^250 /)
  const mail = await PostalMime.parse(raw[0]!)
  assert.match(mail.subject ?? '', /^Störung: „Kasse“ 結帳 ist langsam.*umbrochen werden muss$/)
  assert.equal(mail.from?.address, 'watchword@status.example')
  assert.equal(mail.from?.name, 'Watchword')
  assert.deepEqual(
    mail.to?.map((to) => to.address),
    ['ada@example.com'],
  )
  assert.match(mail.text ?? '', /Grüße\n\.\nFrom here, a line of one dot and an ümlaut/)
  assert.match(mail.html ?? '', /<p>Grüße &amp; more<\/p>/)
  assert.equal(mail.messageId, '<ntf_1@status.example>')
  assert.equal(mail.inReplyTo, '<ntf_0@status.example>')
  assert.equal(mail.references, '<ntf_00@status.example> <ntf_0@status.example>')
  assert.ok(mail.date)
  for (const name of ['From', 'To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted', 'Content-Language']) {
    assert.equal(headersOf(raw[0]!, name), 1, name)
  }
  assert.match(raw[0]!, /^Auto-Submitted: auto-generated\r$/m)
  assert.equal(headersOf(raw[0]!, 'Precedence'), 0)
  assert.equal(headersOf(raw[0]!, 'List-Unsubscribe'), 0)
})

test('subscription mail is marked as bulk and keeps both unsubscribe headers, once each and whole', async () => {
  const { port, raw } = await sink()
  const unsubscribe = `<https://status.example/u/${'k'.repeat(120)}>, <mailto:unsub+${'k'.repeat(40)}@status.example>`
  await mailTo(port).send({
    ...message,
    stream: 'subscription',
    headers: {
      'List-Unsubscribe': unsubscribe,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': '<a.status.example>',
    },
  })
  const { headers } = await PostalMime.parse(raw[0]!)
  const values = (key: string) => headers.filter((header) => header.key === key).map((header) => header.value)
  assert.deepEqual(values('list-unsubscribe'), [unsubscribe])
  assert.deepEqual(values('list-unsubscribe-post'), ['List-Unsubscribe=One-Click'])
  assert.deepEqual(values('precedence'), ['bulk'])
  assert.deepEqual(values('auto-submitted'), ['auto-generated'])
  assert.deepEqual(values('list-id'), ['<a.status.example>'])
})

test('a second attempt is the same message', async () => {
  const { port, raw } = await sink()
  const mail = mailTo(port)
  await mail.send(message)
  await mail.send(message)
  assert.equal(raw.filter((text) => text.includes('Message-ID: <ntf_1@status.example>')).length, 2)
})

test('each answer of the server is told apart: later, never, and not this person', async () => {
  const recipient = (code: number, text: string): SMTPServerOptions => ({
    onRcptTo: (_address, _session, callback) => callback(refuse(code, text)),
  })
  const data = (code: number, text: string): SMTPServerOptions => ({
    onData: (stream, _session, callback) => stream.resume().on('end', () => callback(refuse(code, text))),
  })
  const cases: [SMTPServerOptions, MailFailure, RegExp, boolean?][] = [
    [recipient(550, '5.1.1 no such user'), 'permanent', /550 5\.1\.1 no such user/, true],
    [recipient(550, '5.7.1 not from you'), 'permanent', /5\.7\.1/, false],
    [recipient(450, '4.2.1 greylisted'), 'temporary', /450 4\.2\.1/],
    [recipient(421, '4.7.0 too much'), 'temporary', /421/],
    [data(554, '5.6.0 rejected as spam'), 'permanent', /554/, false],
    [data(451, '4.3.0 try again'), 'temporary', /451/],
    [
      { onMailFrom: (_address, _session, callback) => callback(refuse(550, '5.7.26 no DMARC')) },
      'permanent',
      /5\.7\.26/,
      false,
    ],
    [{ onConnect: (_session, callback) => callback(refuse(554, 'no service for you')) }, 'unreachable', /554/],
    [{ onConnect: (_session, callback) => callback(refuse(421, 'busy')) }, 'temporary', /421/],
  ]
  for (const [options, kind, response, aboutRecipient] of cases) {
    const { port } = await sink(options)
    await assert.rejects(mailTo(port).send(message), failedWith(kind, response, aboutRecipient), String(response))
  }
})

test('the refusal of one message does not stop the next', async () => {
  let first = true
  const { port, raw } = await sink({
    onRcptTo: (_address, _session, callback) => {
      const refused = first
      first = false
      if (refused) callback(refuse(550, '5.1.1 no'))
      else callback()
    },
  })
  const mail = mailTo(port)
  await assert.rejects(mail.send(message), MailFailed)
  await mail.send(message)
  assert.equal(raw.length, 1)
})

test('a refused sign-in is no fault of the message', async () => {
  const options: SMTPServerOptions = {
    ...plain,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: false,
    onAuth: (auth, _session, callback) =>
      callback(auth.password === 'p@ss' ? null : refuse(535, '5.7.8 no'), { user: 'u' }),
  }
  const { port, raw } = await sink(options)
  const mail = (password: string) => createSmtpMail({ url: `smtp://u:${password}@127.0.0.1:${port}`, from, log })
  const wrong = mail('wrong')
  await assert.rejects(wrong.send(message), failedWith('unreachable', /535/))
  const right = mail('p%40ss')
  await right.send(message)
  assert.equal(raw.length, 1)
  await Promise.all([wrong.close(), right.close()])
})

const greeting = '220 fake ESMTP\r\n'

/** Answers 250 to everything, 354 to DATA, then hands over. */
function speak(socket: Socket, onData: () => void): void {
  socket.write(greeting)
  socket.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\r\n')) {
      if (/^DATA$/i.test(line)) {
        socket.write('354 go on\r\n')
        onData()
      } else if (/^(EHLO|HELO|MAIL|RCPT|RSET)/i.test(line)) socket.write('250 ok\r\n')
    }
  })
}

test('a connection that breaks in the middle of a message fails it once, and is not tried again behind our back', async () => {
  let attempts = 0
  const port = await fake((socket) =>
    speak(socket, () => {
      attempts += 1
      socket.resetAndDestroy()
    }),
  )
  await assert.rejects(mailTo(port).send(message), failedWith('unreachable', /\w/))
  assert.equal(attempts, 1)
})

test('whoever is silent is given up: at the greeting, after the message, or dripping lines', async () => {
  const ports = [
    await fake(() => undefined),
    await fake((socket) => speak(socket, () => undefined)),
    await fake((socket) => {
      const timer = setInterval(() => socket.write('220-still here\r\n'), 20)
      socket.on('close', () => clearInterval(timer))
    }),
  ]
  for (const port of ports) {
    const started = performance.now()
    await assert.rejects(mailTo(port, '', 300).send(message), failedWith('unreachable', /in time/))
    assert.ok(performance.now() - started < 3000)
  }
})

test('nobody there, or a server that closes at once, is unreachable, and no address of ours is told', async () => {
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
  const { port } = gone.address() as AddressInfo
  await new Promise((resolve) => gone.close(resolve))
  await assert.rejects(mailTo(port).send(message), failedWith('unreachable', /^the mail server could not be reached$/))
  const rude = await fake((socket) => socket.end())
  await assert.rejects(
    mailTo(rude).send(message),
    failedWith('unreachable', /closed the connection|could not be reached/),
  )
})

test('TLS that is required and not offered, or not trusted, sends nothing [OPS-46, DSE-31, SEN-33]', async () => {
  const without = await sink()
  await assert.rejects(mailTo(without.port, '?tls=required').send(message), failedWith('unreachable', /\w/))
  const untrusted = await sink({ ...plain, disabledCommands: ['AUTH'], hideSTARTTLS: false })
  for (const query of ['?tls=required', '?tls=opportunistic']) {
    await assert.rejects(mailTo(untrusted.port, query).send(message), failedWith('unreachable', /TLS|reached/), query)
  }
  const implicit = await sink({ ...plain, secure: true })
  const secure = createSmtpMail({ url: `smtps://127.0.0.1:${implicit.port}`, from, log })
  await assert.rejects(secure.send(message), failedWith('unreachable', /\w/))
  await secure.close()
  assert.deepEqual([...without.raw, ...untrusted.raw, ...implicit.raw], [])
  await mailTo(untrusted.port).send(message)
  await mailTo(without.port, '?tls=opportunistic').send(message)
  assert.equal(untrusted.raw.length + without.raw.length, 2)
})

test('closing lets a message under way finish', async () => {
  const started = Promise.withResolvers<() => void>()
  const { port } = await sink({
    onData: (stream, _session, callback) => stream.resume().on('end', () => started.resolve(() => callback())),
  })
  const mail = mailTo(port)
  const sending = mail.send(message)
  const finish = await started.promise
  const closed = mail.close()
  finish()
  assert.equal((await sending).outcome, 'sent')
  await closed
  await assert.rejects(mail.send(message), failedWith('unreachable', /\w/))
})

test('a server of the world gets no mail from localhost; one of this machine may', () => {
  const create = (url: string, sender: string) => createSmtpMail({ url, from: sender, log })
  assert.throws(() => create('smtp://mail.example.com', 'Watchword <watchword@localhost>'), /WATCHWORD_MAIL_FROM/)
  assert.throws(() => create('smtp://mail.example.com', 'a@b.example, c@d.example'), /not a valid/)
  assert.doesNotThrow(() => create('smtp://localhost:1025', 'Watchword <watchword@localhost>'))
  assert.doesNotThrow(() => create('smtp://mail.example.com', '"Ops, Inc." <ops@example.com>'))
})
