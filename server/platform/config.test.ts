import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig } from './config.ts'

test('without any variable everything has its documented default', () => {
  const config = readConfig({})
  assert.equal(config.port, 8080)
  assert.equal(config.appUrl, 'http://localhost:8080')
  assert.equal(config.databaseUrl, null)
  assert.deepEqual(config.egressAllow, [])
  assert.deepEqual(config.roles, ['api', 'ingest', 'worker', 'scheduler'])
})

test('an empty variable counts as absent, and outer spaces do not count', () => {
  assert.equal(readConfig({ PORT: '' }).port, 8080)
  assert.equal(readConfig({ PORT: ' 9000 ' }).port, 9000)
})

test('the address of the app follows the port', () => {
  assert.equal(readConfig({ PORT: '9000' }).appUrl, 'http://localhost:9000')
})

test('a variable that does not exist is refused, and all problems are told at once', () => {
  const env = {
    WATCHWORD_DATABSE_URL: 'x',
    PORT: '99999',
    WATCHWORD_SMTP_URL: 'http://mail',
    WATCHWORD_LOG_LEVEL: 'loud',
  }
  assert.throws(
    () => readConfig(env),
    (error) => {
      assert.ok(error instanceof ConfigError)
      for (const name of Object.keys(env)) assert.match(error.message, new RegExp(`^${name}: `, 'm'))
      return true
    },
  )
})

test('an origin with a path, a secret in the wrong scheme and an unknown role are refused', () => {
  for (const env of [
    { WATCHWORD_APP_URL: 'https://example.com/app' },
    { WATCHWORD_DATABASE_URL: 'mysql://localhost/x' },
    { WATCHWORD_ROLES: 'api,cook' },
    { WATCHWORD_MAIL_FROM: 'A\nBcc: b@example.com' },
    { WATCHWORD_STATUS_DOMAIN: 'Status.Example.com' },
    { WATCHWORD_NATS_URL: 'http://localhost:4222' },
    { WATCHWORD_REDIS_URL: 'localhost:6379' },
  ]) {
    assert.throws(() => readConfig(env), ConfigError, JSON.stringify(env))
  }
})
