import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { test } from 'node:test'
import { createLog } from '#platform/log'
import { keepLastWords } from './last-words.ts'
import { identifyProcess, isRunning, waitUntil } from './processes.ts'
import { supervise } from './supervisor.ts'

function options(script: string) {
  const words = keepLastWords(() => undefined)
  return {
    log: createLog('silent'),
    spawn: async () =>
      words.listen(spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'pipe'], detached: true })),
    ready: (child: ChildProcess) => new Promise<void>((resolve) => child.stdout?.once('data', () => resolve())),
    lastWords: () => words.text(),
    readyTimeoutMs: 500,
    stopTimeoutMs: 300,
  }
}

test('a child that ignores the end of its input is killed, with what it started', async () => {
  const child = await supervise(options('trap "" INT TERM; sleep 1000 & echo $!; wait; sleep 1000'))
  const shell = identifyProcess(child.pid() ?? 0)
  await child.stop()
  assert.equal(isRunning(shell), false)
})

test('a first start that fails says what the child said', async () => {
  await assert.rejects(supervise(options('echo "no room on the disk" >&2; exit 3')), /exit code 3\nno room on the disk/)
  await assert.rejects(supervise(options('sleep 1000')), /was not ready after 0.5 s/)
})

test('a child that crashes again and again is started each time until one lives', async () => {
  const counter = `/tmp/watchword-crashes-${process.pid}`
  const script = `echo x >> ${counter}; [ $(wc -l < ${counter}) = 1 ] && { echo up; read _; exit 0; }
    [ $(wc -l < ${counter}) -lt 4 ] && exit 1; echo up; read _; rm ${counter}`
  const child = await supervise(options(script))
  process.kill(child.pid() ?? 0, 'SIGKILL')
  assert.ok(await waitUntil(() => child.state() === 'restarting', 2_000))
  assert.ok(await waitUntil(() => child.state() === 'up', 5_000))
  await child.stop()
})
