import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Limit, quotaCategories } from '../../quotas/limit.ts'
import { limitHeader } from './answers.ts'

const told = (...limits: Limit[]) => limitHeader(limits)['x-sentry-rate-limits']

test('limits are told in one header, by category, those that end together in one part', () => {
  const key = { scope: 'key', reason: 'key_quota', retryAfterSeconds: 60 } as const
  assert.equal(told({ ...key, category: 'error' }), '60:error;default;security:key:key_quota')
  assert.equal(
    told(
      { ...key, category: 'session' },
      { ...key, category: 'span' },
      { category: 'log_item', scope: 'workspace', reason: 'workspace_quota', retryAfterSeconds: 3600 },
    ),
    '60:session;span:key:key_quota, 3600:log_item;log_byte:organization:workspace_quota',
  )
  assert.equal(told(), undefined)
})

test('of several limits of a category only the longest is told, since an SDK keeps the newest', () => {
  const limit = { category: 'error', scope: 'project', reason: 'spike' } as const
  const header = told(
    { ...limit, retryAfterSeconds: 5 },
    { ...limit, retryAfterSeconds: 90, reason: 'project_quota' },
    { ...limit, retryAfterSeconds: 30 },
  )
  assert.equal(header, '90:error;default;security:project:project_quota')
})

test('a wait is a whole number of seconds, and every category has a name on the wire', () => {
  const limits = quotaCategories.map((category) => ({
    category,
    scope: 'key' as const,
    reason: 'backlog' as const,
    retryAfterSeconds: 0.2,
  }))
  assert.equal(
    told(...limits),
    '1:error;default;security;transaction;span;log_item;log_byte;session;attachment;monitor;feedback:key:backlog',
  )
})
