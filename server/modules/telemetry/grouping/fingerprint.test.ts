import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import type { TelemetryEvent } from '../event.ts'
import { toEvent } from '../sentry/event.ts'
import { fileName } from './file-name.ts'
import { algorithmVersions } from './algorithms.ts'
import { fingerprint } from './fingerprint.ts'
import { noRules } from './rules/compile-rules.ts'

const event = (payload: object): TelemetryEvent =>
  toEvent({ platform: 'javascript', ...payload }, { receivedAt: new Date(0), newEventId: () => 'f'.repeat(32) })

type Frame = { function?: string; filename?: string; module?: string; in_app?: boolean; [name: string]: unknown }
const own = (name: string, filename = 'src/pay.ts', more: object = {}): Frame => ({
  function: name,
  filename,
  in_app: true,
  ...more,
})
const library = (name: string, filename: string): Frame => ({ function: name, filename, in_app: false })
const thrown = (type: string, value: string, frames: Frame[] = []) => ({ type, value, stacktrace: { frames } })
const failed = (type: string, value: string, ...frames: Frame[]) => ({
  exception: { values: [thrown(type, value, frames)] },
})

for (const version of algorithmVersions)
  describe(`version ${version} of the algorithm`, () => {
    const group = (read: TelemetryEvent) => fingerprint(read, { version, rules: noRules })
    const keyOf = (payload: object) => group(event(payload)).key
    const methodOf = (payload: object) => group(event(payload)).method
    const together = (...payloads: object[]) => assert.equal(new Set(payloads.map(keyOf)).size, 1)
    const apart = (...payloads: object[]) => assert.equal(new Set(payloads.map(keyOf)).size, payloads.length)

    test('complaint 1: unrelated errors with frames of a framework only are apart', () => {
      const base = library('run', 'node_modules/express/lib/router.js')
      apart(
        failed('Error', 'failed', base, library('parse', 'node_modules/body-parser/lib/read.js')),
        failed('Error', 'failed', base, library('send', 'node_modules/express/lib/response.js')),
      )
    })

    test('complaint 2: one crash through two callers, an inserted middleware and an async wrapper is one', () => {
      const crash = own('charge')
      together(
        failed('Error', 'declined', own('checkout', 'src/cart.ts'), crash),
        failed('Error', 'declined', own('renew', 'src/plans.ts'), crash),
        failed('Error', 'declined', own('checkout', 'src/cart.ts'), own('audit', 'src/audit.ts'), crash),
        failed(
          'Error',
          'declined',
          own('checkout', 'src/cart.ts'),
          crash,
          library('processTicksAndRejections', 'node:internal/process/task_queues'),
        ),
        failed('Error', 'declined', own('checkout', 'src/cart.ts'), { ...crash, function: 'async charge' }),
      )
    })

    test('complaint 3: a generic throw with another meaning is another group; with another id it is not', () => {
      const site = own('apiError', 'src/errors.ts')
      apart(failed('ApiError', 'plan has expired', site), failed('ApiError', 'card was declined', site))
      together(failed('ApiError', 'order 17 is unknown', site), failed('ApiError', 'order 4211 is unknown', site))
    })

    test('complaint 4: a new bundle hash and new minified names are the same error', () => {
      const release = (hash: string, name: string, line: number) =>
        failed(
          'TypeError',
          "Cannot read properties of undefined (reading 'total')",
          own('e.exports', `https://shop.example/assets/vendor.${hash}.js`, { lineno: 1, colno: line }),
          own(name, `https://shop.example/assets/app.${hash}.js`, { lineno: 1, colno: line * 3 }),
        )
      together(release('3f2a1b9c', 'a', 1042), release('9c8d7e6f', 't', 20311), release('00ab12cd', 'Ue', 7))
      together(
        failed('Error', 'x', own('pay', 'https://a.example/assets/index-B1x_9aZk.js')),
        failed('Error', 'x', own('pay', 'https://a.example/assets/index-Dk39sQ0_.js')),
      )
    })

    test('complaint 8: ids, dates, paths, amounts and names in a message do not split', () => {
      const site = own('load')
      together(
        failed(
          'Error',
          "user 'ann' paid $12.50 on 2026-05-01 from /srv/a/b.txt as 1f0e9a52-8a77-4d64-9a36-52c5d0b8a001",
          site,
        ),
        failed(
          'Error',
          "user 'bob' paid $7 on 2025-12-24 from /home/x/y/z.txt as 9c8b7a65-8a77-4d64-9a36-52c5d0b8ffff",
          site,
        ),
      )
      together({ message: 'job 12 took 30 ms' }, { message: 'job 99311 took 4 ms' })
    })

    test('complaint 9: one error in Chrome, Edge, Firefox and Safari is one', () => {
      const place = 'https://shop.example/app.js'
      together(
        failed(
          'TypeError',
          "Cannot read properties of undefined (reading 'price')",
          own('Cart.total', place),
          own('Object.sum', place),
          { filename: '<anonymous>', function: 'Array.map', in_app: true },
        ),
        failed(
          'TypeError',
          "Unable to get property 'price' of undefined or null reference",
          own('Anonymous function', place),
          own('sum', place),
          { filename: 'native code', function: 'Array.prototype.map' },
        ),
        failed(
          'TypeError',
          `can't access property "price", item is undefined`,
          own('total', place),
          own('sum', place),
          own('sum/<', place),
        ),
        failed('TypeError', "undefined is not an object (evaluating 'item.price')", own('sum', place), {
          filename: '[native code]',
          function: 'map',
        }),
      )
      together(failed('ReferenceError', "Can't find variable: cart"), failed('ReferenceError', 'cart is not defined'))
      together(
        failed('TypeError', 'e.items.foo is not a function'),
        failed('TypeError', "t.foo is not a function. (In 't.foo()', 't.foo' is undefined)"),
      )
    })

    test('complaint 10: other types in the chain, and unlike errors without frames, are apart', () => {
      const chain = (...types: string[]) => ({
        exception: { values: types.map((type) => thrown(type, 'x', [own('f')])) },
      })
      apart(chain('IoError', 'AppError'), chain('TimeoutError', 'AppError'), chain('AppError', 'IoError'))
      apart(
        failed('TypeError', "Cannot read properties of null (reading 'a')"),
        failed('TypeError', "Cannot read properties of null (reading 'b')"),
      )
      apart(failed('Error', 'a failed'), failed('Error', 'b failed'), failed('RangeError', 'a failed'))
    })

    test('complaint 11: a message with the literal text of a placeholder is apart from a real one [A-10]', () => {
      apart(
        { message: 'user 1f0e9a52-8a77-4d64-9a36-52c5d0b8a001 gone' },
        { message: 'user <uuid> gone' },
        { message: 'user \u0001<uuid> gone' },
      )
    })

    test('complaint 12: fields do not flow into each other, and a key has 128 bits', () => {
      apart(
        { fingerprint: ['a', 'bc'] },
        { fingerprint: ['ab', 'c'] },
        { fingerprint: ['abc'] },
        { fingerprint: ['a', 'b', 'c'] },
      )
      apart(failed('a', 'bc'), failed('ab', 'c'))
      apart(failed('E', 'm', own('b › c', 'a')), failed('E', 'm', own('c', 'a › b')))
      apart({ message: 'x' }, failed('x', ''), { fingerprint: ['x'] })
      assert.match(keyOf({ message: 'x' }), /^[0-9a-f]{32}$/)
    })

    test('the fingerprint of the sender comes first, and {{ default }} stands for what we would have done', () => {
      const error = failed('Error', 'a', own('f'))
      together({ ...error, fingerprint: ['mine'] }, { ...failed('Other', 'b'), fingerprint: ['mine'] })
      apart(
        { ...error, fingerprint: ['{{ default }}', 'eu'] },
        { ...failed('Error', 'b', own('f')), fingerprint: ['{{ default }}', 'eu'] },
        error,
      )
      together(
        error,
        { ...error, fingerprint: ['{{ default }}'] },
        { ...error, fingerprint: ['{{default}}'] },
        { ...error, fingerprint: [] },
      )
      assert.deepEqual([methodOf({ ...error, fingerprint: ['x'] }), methodOf(error)], ['explicit', 'stack'])
    })

    test('the method says what decided: stack, exception, message, or nothing', () => {
      assert.deepEqual([failed('E', 'v', own('f')), failed('E', 'v'), { message: 'm' }, {}].map(methodOf), [
        'stack',
        'exception',
        'message',
        'fallback',
      ])
      together({}, { release: 'x' })
      apart({}, { transaction: '/a' }, { transaction: '/b' })
    })

    test('the template of a message decides where the sender knows it', () => {
      const entry = (who: string) => ({
        logentry: { message: '%s left us', params: [who], formatted: `${who} left us` },
      })
      together(entry('ann'), entry('bob'))
    })

    test('lines, folders of the machine, versions and package stores do not split', () => {
      together(
        failed('E', 'm', own('f', '/srv/releases/17/src/pay.ts', { lineno: 3 })),
        failed('E', 'm', own('f', 'C:\\build\\src\\pay.ts', { lineno: 99 })),
        failed('E', 'm', own('f', 'webpack://shop/./src/pay.ts?7f3c')),
      )
      together(
        failed(
          'E',
          'm',
          library('next', '/srv/node_modules/.pnpm/express@5.0.0/node_modules/express/lib/router/layer.js'),
        ),
        failed(
          'E',
          'm',
          library('next', '/app/node_modules/.pnpm/express@5.1.0_x@2/node_modules/express/lib/router/layer.js'),
        ),
        failed('E', 'm', library('next', '/app/node_modules/express/lib/router/layer.js')),
      )
      apart(failed('E', 'm', own('run', 'src/orders/index.ts')), failed('E', 'm', own('run', 'src/users/index.ts')))
    })

    test('names of files are words, hashes and numbers are not', () => {
      const names = [
        'app.js',
        'app.3f2a1b9c.js',
        'app-7XQZL4JD.js',
        'app-BxYzAbCd.js',
        'app.ABCDEFGH.mjs',
        'app-Dk39sQ0_.js',
      ]
      assert.deepEqual(
        new Set(names.map((name) => fileName(`https://a.example/assets/${name}`)?.replace('.mjs', '.js'))),
        new Set(['app.js']),
      )
      assert.deepEqual(
        [
          'app-checkout.js',
          'app.UserCard.js',
          'page-settings.js',
          '158.js',
          '158.3f2a1b9c.js',
          'a.js',
          '',
          undefined,
        ].map(fileName),
        ['app-checkout.js', 'app.usercard.js', 'page-settings.js', undefined, undefined, 'a.js', undefined, undefined],
      )
      assert.equal(fileName('/srv/releases/17/index.js'), 'index.js')
    })

    test('what compilers and proxies add to names does not split', () => {
      const java = (module: string, name: string) => ({
        ...failed('E', 'm', own(name, 'Pay.java', { module })),
        platform: 'java',
      })
      together(
        java('shop.Pay', 'charge'),
        java('shop.Pay$$EnhancerBySpringCGLIB$$1a2b', 'charge'),
        java('shop.Pay_ClientProxy', 'charge'),
        java('shop.Pay$1', 'lambda$charge$0'),
      )
      const csharp = (name: string) => ({ ...failed('E', 'm', { function: name, in_app: true }), platform: 'csharp' })
      together(
        csharp('<ChargeAsync>d__12.MoveNext'),
        csharp('<ChargeAsync>d__14.MoveNext'),
        csharp('ChargeAsync(Int32 id)'),
      )
      const native = (name: string) => ({ ...failed('E', 'm', { function: name, in_app: true }), platform: 'native' })
      together(
        native('pay::charge::h0123456789abcdef'),
        native('pay::charge::{{closure}}'),
        native('pay::charge(int, std::map<int, int>)'),
        native('pay::charge.cold.1'),
      )
      const go = (name: string) => ({ ...failed('E', 'm', { function: name, in_app: true }), platform: 'go' })
      together(go('main.charge.func1'), go('main.charge.func2.1'), go('main.charge'))
    })

    test('recursion of any depth and retries that wrap the same error again are one', () => {
      const walk = library('walk', 'node_modules/tree/walk.js')
      const start = library('start', 'node_modules/tree/start.js')
      together(failed('E', 'm', start, walk), failed('E', 'm', start, walk, walk, walk))
      const retry = (count: number) => ({
        exception: { values: Array.from({ length: count }, () => thrown('E', 'm', [own('f')])) },
      })
      together(retry(1), retry(3), retry(9))
    })

    test('a group of errors is its distinct members, whatever their order and number', () => {
      const member = (value: string, number: number) => ({
        ...thrown('E', value, [own('f')]),
        mechanism: { exception_id: number, parent_id: 0 },
      })
      const group = (...values: string[]) => ({
        exception: {
          values: [
            ...values.map((value, i) => member(value, i + 1)),
            {
              type: 'AggregateError',
              value: `${values.length} failed`,
              mechanism: { exception_id: 0, is_exception_group: true },
            },
          ],
        },
      })
      together(group('a failed', 'b failed'), group('b failed', 'a failed'), group('a failed', 'a failed', 'b failed'))
      apart(group('a failed'), group('b failed'))
    })

    test('type and value that a sender made up are not grouped on; the stack is', () => {
      const crash = (type: string, value: string, name: string) => ({
        platform: 'native',
        exception: {
          values: [
            {
              type,
              value,
              mechanism: { synthetic: true },
              stacktrace: { frames: [{ function: name, in_app: true }, { function: 'abort' }] },
            },
          ],
        },
      })
      together(crash('SIGABRT', 'a', 'boot'), crash('SIGSEGV', 'b', 'boot'))
      apart(crash('SIGABRT', 'a', 'boot'), crash('SIGABRT', 'a', 'stop'))
    })

    test('a crashed thread stands in for the stack of an exception', () => {
      const thread = (name: string) => ({ threads: [{ crashed: true, stacktrace: { frames: [own(name)] } }] })
      apart(thread('a'), thread('b'), { ...thread('a'), ...failed('E', 'm') })
      together({ ...thread('a'), ...failed('E', 'm') }, failed('E', 'm', own('a')))
    })

    test('every contribution says whether it counted, and if not, why', () => {
      const { contributions } = group(
        event(
          failed(
            'Error',
            'declined',
            own('checkout', 'src/cart.ts'),
            own('charge'),
            library('request', 'node_modules/got/a.js'),
          ),
        ),
      )
      assert.deepEqual(
        contributions.map(({ kind, value, counted, why }) => [kind, value, counted, why]),
        [
          ['type', 'Error', true, undefined],
          ['frame', 'got/a.js › request', false, 'library'],
          ['frame', 'pay.ts › charge', true, undefined],
          ['frame', 'cart.ts › checkout', false, 'called what failed'],
          ['message', 'declined', true, undefined],
        ],
      )
    })

    test('a failure of the grouper gives the fallback key and says so', () => {
      const broken = { ...event({ message: 'm', transaction: '/a' }), exceptions: null } as unknown as TelemetryEvent
      const grouping = group(broken)
      assert.ok(grouping.failure instanceof TypeError)
      assert.equal(grouping.key, keyOf({ transaction: '/a' }))
    })
  })
