import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseStackText } from './common.ts'
import { computedMs } from '../../../testing/own-time.ts'

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseStackText(text)))

test('V8: the crash is the last frame, whatever is in a file name', () => {
  const text = `TypeError: x is not a function
    at new Cart (/app/src/cart (copy).ts:3:7)
    at async Object.pay [as run] (file:///app/src/pay.ts:10:1)
    at https://shop.example:8443/a.js?v=1:2:33
    at Array.map (<anonymous>)
    at processTicksAndRejections (node:internal/process/task_queues:105:5)`
  assert.deepEqual(plain(text), {
    platform: 'javascript',
    sections: [
      {
        type: 'TypeError',
        value: 'x is not a function',
        frames: [
          { function: 'processTicksAndRejections', file: 'node:internal/process/task_queues', line: 105, column: 5 },
          { function: 'Array.map', file: '<anonymous>' },
          { file: 'https://shop.example:8443/a.js?v=1', line: 2, column: 33 },
          { function: 'Object.pay [as run]', file: 'file:///app/src/pay.ts', line: 10, column: 1 },
          { function: 'Cart', file: '/app/src/cart (copy).ts', line: 3, column: 7 },
        ],
      },
    ],
  })
})

test('Firefox and Safari: a name, an @, a place', () => {
  const text =
    'pay@https://shop.example/a.js:3:7\nsum/<@https://shop.example/a.js:4:1\nmap@[native code]\n@https://shop.example/a.js:9:9'
  assert.deepEqual(plain(text), {
    platform: 'javascript',
    sections: [
      {
        frames: [
          { file: 'https://shop.example/a.js', line: 9, column: 9 },
          { function: 'map', file: '[native code]' },
          { function: 'sum/<', file: 'https://shop.example/a.js', line: 4, column: 1 },
          { function: 'pay', file: 'https://shop.example/a.js', line: 3, column: 7 },
        ],
      },
    ],
  })
})

test('Python: source lines, and each exception of a chain, oldest first', () => {
  const text = `Traceback (most recent call last):
  File "/app/db.py", line 7, in load
    return rows[0]
           ~~~~^^^
IndexError: list index out of range

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    load()
  File "/app/db.py", line 9, in load
    raise shop.Missing("user")
shop.Missing: user`
  assert.deepEqual(plain(text), {
    platform: 'python',
    sections: [
      {
        type: 'IndexError',
        value: 'list index out of range',
        frames: [{ function: 'load', file: '/app/db.py', line: 7, contextLine: 'return rows[0]' }],
      },
      {
        type: 'shop.Missing',
        value: 'user',
        frames: [
          { function: '<module>', file: '/app/main.py', line: 3, contextLine: 'load()' },
          { function: 'load', file: '/app/db.py', line: 9, contextLine: 'raise shop.Missing("user")' },
        ],
      },
    ],
  })
})

test('Java: modules, native methods, and causes', () => {
  const text = `Exception in thread "main" shop.OrderFailed: order 7
\tat shop.Orders.place(Orders.java:12)
\tat java.base/java.lang.Thread.run(Thread.java:840)
Caused by: java.io.IOException: closed
\tat jdk.internal.Net.write(Native Method)
\t... 1 more`
  assert.deepEqual(plain(text), {
    platform: 'java',
    sections: [
      {
        type: 'java.io.IOException',
        value: 'closed',
        frames: [{ function: 'write', module: 'jdk.internal.Net' }],
      },
      {
        type: 'shop.OrderFailed',
        value: 'order 7',
        frames: [
          { function: 'run', file: 'Thread.java', line: 840, module: 'java.lang.Thread' },
          { function: 'place', file: 'Orders.java', line: 12, module: 'shop.Orders' },
        ],
      },
    ],
  })
})

test('a text that is no stack gives nothing', () => {
  for (const text of [
    '',
    'it broke',
    'ann@shop.example said so',
    'at last',
    'Traceback (most recent call last):',
    '@',
    'at ',
  ]) {
    assert.deepEqual(parseStackText(text).sections, [], text)
  }
})

test('hostile stacks take a bounded time', () => {
  for (const piece of [
    'at ',
    'at a (',
    'a@',
    '@/',
    ':1',
    'at x (y:1:1)\n',
    '(',
    '  File "',
    'Caused by: ',
    '\n',
    'at a.',
    '$',
  ]) {
    for (const start of ['', 'at ', 'Traceback (most recent call last):\n  File "a", line 1, in ']) {
      const started = computedMs()
      parseStackText(start + piece.repeat(100_000))
      assert.ok(computedMs() - started < 3_000, JSON.stringify(piece))
    }
  }
})
