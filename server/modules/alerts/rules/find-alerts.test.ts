import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelsOf } from '#modules/metrics'
import { findAlerts, type RuleContext } from './find-alerts.ts'

const context: RuleContext = {
  externalLabels: labelsOf({ region: 'eu' }),
  externalUrl: 'https://watchword.example',
  nowMs: 0,
  query: () => Promise.resolve([]),
}

const rule = { alert: 'Down', annotations: new Map([['summary', '{{ $labels.instance }} is {{ $value }}']]) }

test('an alert has the labels of its element, overridden by those of the rule, and its name', async () => {
  const labels = new Map([
    ['job', 'of the rule'],
    ['alertname', 'not this'],
    ['who', '{{ $labels.__name__ }}/{{ $externalLabels.region }}'],
    ['instance', ''],
  ])
  const vector = [{ labels: labelsOf({ __name__: 'up', job: 'node', instance: 'a', zone: 'z' }), value: 0 }]
  assert.deepEqual(await findAlerts(rule, labels, vector, context), [
    {
      labels: labelsOf({ alertname: 'Down', job: 'of the rule', who: 'up/eu', zone: 'z' }),
      annotations: labelsOf({ summary: 'a is 0' }),
      value: 0,
    },
  ])
})

test('a template that fails writes its error into the text and leaves the alert working', async () => {
  const broken = { alert: 'Down', annotations: new Map([['summary', '{{ query "none" | first | value }}']]) }
  const [finding] = await findAlerts(broken, new Map(), [{ labels: labelsOf({ job: 'a' }), value: 1 }], context)
  assert.deepEqual(finding?.annotations, [
    ['summary', '<error expanding template: line 1: error calling first: first() called on vector with no elements>'],
  ])
})
