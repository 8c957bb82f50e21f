import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelsWithoutData } from './labels-without-data.ts'

test('without data there are the labels that are known without it: of the rule, its group, and their names', () => {
  const labels = labelsWithoutData({
    rule: { name: 'TooHot', labels: { severity: 'warning', team: 'ops', room: '{{ $labels.room }}' } },
    group: { name: 'Rooms', labels: { team: 'all', site: 'x', none: '' } },
    projectName: 'House',
  })
  assert.deepEqual(labels, {
    ...{ alertname: 'TooHot', severity: 'warning', team: 'ops', site: 'x', group: 'Rooms', project: 'House' },
  })
})

test('what a rule or a group calls `group` or `project` is its own, and nothing overrides `alertname`', () => {
  const labels = labelsWithoutData({
    rule: { name: 'TooHot', labels: { project: 'mine', alertname: 'Other' } },
    group: { name: 'Rooms', labels: { group: 'yours' } },
    projectName: 'House',
  })
  assert.deepEqual(labels, { alertname: 'TooHot', project: 'mine', group: 'yours' })
  assert.deepEqual(labelsWithoutData({ rule: { name: 'A', labels: {} }, group: { labels: {} } }), { alertname: 'A' })
})
