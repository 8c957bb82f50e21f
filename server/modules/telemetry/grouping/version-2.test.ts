import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { TelemetryEvent } from '../event.ts'
import { toEvent } from '../sentry/event.ts'
import { fingerprint } from './fingerprint.ts'

const event = (payload: object): TelemetryEvent =>
  toEvent({ platform: 'javascript', ...payload }, { receivedAt: new Date(0), newEventId: () => 'f'.repeat(32) })
const keyOf = (payload: object) => fingerprint(event(payload)).key
const together = (...payloads: object[]) => assert.equal(new Set(payloads.map(keyOf)).size, 1)
const apart = (...payloads: object[]) => assert.equal(new Set(payloads.map(keyOf)).size, payloads.length)

const frame = (name: string, filename: string, in_app: boolean) => ({ function: name, filename, in_app })
const thrown = (type: string, value: string, ...frames: object[]) => ({
  exception: { values: [{ type, value, stacktrace: { frames } }] },
})
const inShop = (type: string, value: string) => thrown(type, value, frame('load', 'src/shop.ts', true))

test('complaint 2: where all frames are of a framework, middleware that was put in between splits nothing', () => {
  const express = (...between: string[]) =>
    thrown(
      'Error',
      'bad body',
      frame('serve', 'node_modules/http-kit/serve.js', false),
      ...between.map((name) => frame(name, 'node_modules/express/lib/router/layer.js', false)),
      frame('raw', 'node_modules/raw-body/index.js', false),
    )
  together(express(), express('handle'), express('next', 'handle', 'dispatch'))
  apart(express(), thrown('Error', 'bad body', frame('send', 'node_modules/express/lib/response.js', false)))
})

test('complaint 4: names of classes that an obfuscator makes anew do not split', () => {
  const java = (type: string) => ({
    platform: 'java',
    ...thrown(type, 'no view', { function: 'show', module: 'shop.Cart', in_app: true }),
  })
  together(java('Dk2'), java('a'), java('Bx'))
  apart(java('IOException'), java('Error'))
})

test('complaint 9: what engines word each in their own way is one', () => {
  const groups = [
    [
      'JSON.parse: unexpected character at line 1 column 1 of the JSON data',
      `Unexpected token '<', "<!DOCTYPE "... is not valid JSON`,
      "JSON Parse error: Unrecognized token '<'",
      'Unexpected token < in JSON at position 0',
    ],
    [
      'Assignment to constant variable.',
      "invalid assignment to const 'x'",
      'Attempted to assign to readonly property.',
    ],
    [
      'Converting circular structure to JSON\n    --> starting at object',
      'cyclic object value',
      'JSON.stringify cannot serialize cyclic structures.',
    ],
    [
      'The user aborted a request.',
      'The operation was aborted. ',
      'Fetch is aborted',
      'signal is aborted without reason',
    ],
    ["Cannot access 'cart' before initialization", "can't access lexical declaration 'cart' before initialization"],
    ['shop.Cart is not a constructor', 'Cart is not a constructor'],
    ['Failed to fetch', 'Load failed', 'NetworkError when attempting to fetch resource.'],
    ['stock is empty', 'Uncaught Error: stock is empty', 'Uncaught (in promise) Error: stock is empty'],
  ]
  for (const wordings of groups) together(...wordings.map((value) => inShop('Error', value)))
  apart(...groups.map(([value = '']) => inShop('Error', value)))
})

test('a part of the program that a new release took away is one incident, whatever page and stack it came with', () => {
  together(
    thrown('ChunkLoadError', 'Loading chunk 17 failed.', frame('a', 'x.js', true)),
    thrown('TypeError', 'Failed to fetch dynamically imported module: https://a.example/b-77.js'),
    thrown('Error', 'Unable to preload CSS for /assets/page-3f.css'),
  )
  const { method, rule } = fingerprint(event(thrown('ChunkLoadError', 'x')))
  assert.deepEqual([method, rule], ['builtIn', 'chunk-load'])
  apart(thrown('ChunkLoadError', 'x'), { platform: 'python', ...thrown('ChunkLoadError', 'x') })
})

test('errors of hydration are one incident for each route, in any of their wordings', () => {
  const at = (transaction: string, value: string) => ({ transaction, ...inShop('Error', value) })
  const failed = 'Hydration failed because the server rendered HTML did not match the client.'
  together(at('/cart/1', failed), at('/cart/2', 'Minified React error #418; visit https://react.dev/errors/418'))
  apart(at('/cart', failed), at('/orders', failed), at('/cart', 'Minified React error #31'))
})

test('programs without names of their own are grouped by the library function that they called', () => {
  const crash = (called: string, ...inside: string[]) => ({
    platform: 'native',
    exception: {
      values: [
        {
          type: 'EXC_BAD_ACCESS',
          value: 'x',
          mechanism: { synthetic: true },
          stacktrace: {
            frames: [
              { function: 'stripped_application_code' },
              ...[called, ...inside].map((name) => ({ function: name, package: '/System/Library/OpenCL' })),
            ],
          },
        },
      ],
    },
  })
  together(crash('clEnqueue', 'clFlush', 'waitOnCard'), crash('clEnqueue', 'submit'))
  apart(crash('clEnqueue', 'clFlush'), crash('clRelease', 'clFlush'))
  // What everything calls says nothing: there the inside has to.
  apart(crash('malloc', 'growZone'), crash('malloc', 'checkGuard'))
})

test('a log line belongs to its mined template, and keeps its group when the template becomes wider', () => {
  const line = { ...event({ message: 'disk sda1 is full' }), kind: 'log' as const }
  const one = fingerprint(line, undefined, { template: { id: 'tpl_1', template: 'disk sda1 is full' } })
  const wider = fingerprint(line, undefined, { template: { id: 'tpl_1', template: 'disk <*> is full' } })
  const other = fingerprint(line, undefined, { template: { id: 'tpl_2', template: 'disk <*> is full' } })
  assert.deepEqual([one.method, one.key === wider.key, one.key === other.key], ['template', true, false])
  assert.deepEqual(one.contributions.map(({ kind, counted }) => [kind, counted])[0], ['template', true])
  const named = event({ logentry: { message: '%s is full', params: ['sda1'] } })
  assert.equal(fingerprint(named, undefined, { template: { id: 'tpl_1', template: 'x' } }).method, 'message')
})

test('a status in front of a message stays: 404 and 503 are different errors', () => {
  const python = (value: string) => ({ platform: 'python', ...inShop('HTTPError', value) })
  apart(
    python('404 Client Error: Not Found for url: http://a/1'),
    python('429 Client Error: Too Many for url: http://a/1'),
  )
  together(
    python('404 Client Error: Not Found for url: http://a/1'),
    python('404 Client Error: Not Found for url: http://a/2'),
  )
})

test('events without anything group by platform and route, without ids and queries in it', () => {
  together({ transaction: '/orders/17?page=2' }, { transaction: '/orders/4711' })
  apart({ transaction: '/orders/17' }, { transaction: '/users/17' })
})

test('the order in which events arrive does not matter: each key comes from its own event alone', () => {
  const payloads = [inShop('Error', 'a'), thrown('ChunkLoadError', 'x'), { message: 'm' }, { transaction: '/a' }]
  const forwards = payloads.map(keyOf)
  assert.deepEqual(payloads.toReversed().map(keyOf), forwards.toReversed())
})
