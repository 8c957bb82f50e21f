import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitOf, limitRule, originsOf, originsRule } from './intake.ts'

test('origins are typed one per line, and a path is told before it is sent', () => {
  assert.deepEqual(originsOf(' https://shop.example \n\nhttps://*.shop.example\n'), [
    'https://shop.example',
    'https://*.shop.example',
  ])
  assert.equal(
    originsRule('https://shop.example\nhttps://*.shop.example\nhttp://localhost:3000\nhttp://[::1]:80'),
    undefined,
  )
  assert.equal(originsRule(''), undefined)
  for (const wrong of ['shop.example', 'https://shop.example/', 'https://shop.example/cart', 'https://*.com', '*']) {
    assert.match(originsRule(wrong) ?? '', /is no origin/, wrong)
  }
})

test('a limit may be typed with separators, and nothing means none', () => {
  assert.equal(limitOf(''), null)
  assert.equal(limitOf('10,000'), 10_000)
  assert.equal(limitRule('600'), undefined)
  assert.equal(limitRule(''), undefined)
  for (const wrong of ['0', '-1', 'many', '1000001']) assert.ok(limitRule(wrong), wrong)
})
