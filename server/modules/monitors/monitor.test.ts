import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterResult, newStatus, type Change, type Result, type Status } from './monitor.ts'

const at = new Date('2026-01-01T00:00:00Z')

function changes(thresholds: { failuresToOpen: number; successesToResolve: number }, results: Result[]): Change[] {
  let status: Status = newStatus('production')
  return results.map((result) => {
    const after = afterResult(thresholds, status, result, at)
    status = after.status
    return after.change
  })
}

test('an incident opens after as many failures in a row as are asked for, and is over after as many successes', () => {
  const thresholds = { failuresToOpen: 2, successesToResolve: 2 }
  assert.deepEqual(
    changes(thresholds, ['error', 'ok', 'missed', 'timedOut', 'error', 'ok', 'error', 'ok', 'ok', 'ok']),
    [null, null, null, 'failed', 'failed', null, 'failed', null, 'recovered', null],
  )
})

test('what nobody was there to hear of changes nothing', () => {
  assert.deepEqual(changes({ failuresToOpen: 1, successesToResolve: 1 }, ['unknown', 'error', 'unknown', 'ok']), [
    null,
    'failed',
    null,
    'recovered',
  ])
})
