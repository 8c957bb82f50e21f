/** The program with a certificate of its own, started as its users do. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort, launchProgram, makeScratch } from '../bench/program.ts'
import { certificates } from '../server/testing/certificates.ts'
import { makeScratchDatabase } from '../server/testing/scratch-database.ts'
import { until } from './house.ts'

test('with a certificate the program answers over TLS, takes a renewed one at SIGHUP, and its session cookie is secure [OPS-46, AHU-26]', async (t) => {
  const [scratch, database, port] = [makeScratch(), await makeScratchDatabase(), await freePort()]
  const [cert, key] = [join(scratch.directory, 'cert.pem'), join(scratch.directory, 'key.pem')]
  const install = (which: number) => {
    writeFileSync(cert, certificates[which]?.certificate ?? '')
    writeFileSync(key, certificates[which]?.key ?? '')
  }
  install(0)
  const program = launchProgram(scratch, port, {
    env: {
      WATCHWORD_TLS_CERT: cert,
      WATCHWORD_TLS_KEY: key,
      WATCHWORD_LOG_LEVEL: 'warn',
      ...(database.url !== null && { WATCHWORD_DATABASE_URL: database.url }),
    },
  })
  t.after(async () => {
    await program.stop()
    await database.drop()
    scratch.remove()
  })
  const ask = (which: number, method = 'GET', path = '/readyz', body = '') => {
    const ca = certificates[which]?.certificate
    return new Promise<{ status: number; cookie: string }>((resolve, reject) => {
      const outgoing = request({ port, host: 'localhost', method, path, ca, agent: false }, (incoming) => {
        incoming.resume()
        const cookie = incoming.headers['set-cookie']?.[0] ?? ''
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, cookie }))
      })
      outgoing.on('error', reject).end(body)
    })
  }
  const isUp = (which: number) =>
    ask(which).then(
      ({ status }) => status === 200,
      () => false,
    )

  await until('the first answer', () => isUp(0))
  const person = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery staple' }
  const setUp = { ...person, workspace: { name: 'Acme', slug: 'acme' } }
  const { status, cookie } = await ask(0, 'POST', '/api/v1/setup', JSON.stringify(setUp))
  assert.equal(status, 201)
  assert.match(cookie, /^__Host-watchword_session=.*; Secure/)
  await assert.rejects(fetch(`http://localhost:${port}/healthz`))

  install(1)
  program.kill('SIGHUP')
  await until('the renewed certificate', () => isUp(1))
  assert.equal(await isUp(0), false)
})
