import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byRelease, dashed, projectName } from './commands.ts'

test('a project is named as sentry-cli may name it, and by its number where the name is not clear', () => {
  const shop = { id: 'prj_1', name: 'Web shop!', number: 7 }
  assert.equal(projectName(shop, [shop]), 'web-shop')
  assert.equal(projectName(shop, [shop, { id: 'prj_2', name: 'web/shop' }]), '7')
  const numeric = { id: 'prj_3', name: '2026', number: 9 }
  assert.equal(projectName(numeric, [numeric]), '9')
  const foreign = { id: 'prj_4', name: 'Köln', number: 4 }
  assert.equal(projectName(foreign, [foreign]), '4')
})

test('a release stands in the command so that no shell takes it apart', () => {
  assert.match(byRelease('shop@1.2.3'), /--release shop@1\.2\.3 /)
  assert.match(byRelease("it's; rm"), /--release 'it'\\''s; rm' /)
})

test('a debug id is shown as build tools write it', () => {
  assert.equal(dashed('0190f3c2a1b57c3d8e4f5a6b7c8d9e0f'), '0190f3c2-a1b5-7c3d-8e4f-5a6b7c8d9e0f')
  assert.equal(dashed('odd'), 'odd')
})
