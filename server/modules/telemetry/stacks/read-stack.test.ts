import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxStackLength, readStack } from './read-stack.ts'
import { computedMs } from '../../../testing/own-time.ts'

const plain = (text: string, platform?: string): unknown => JSON.parse(JSON.stringify(readStack(text, platform)))

test('Go: the goroutine that failed, without what recorded its stack', () => {
  const text = `goroutine 7 [running]:
go.opentelemetry.io/otel/sdk/trace.recordStackTrace()
	/root/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.40.0/trace/span.go:550 +0x2e
go.opentelemetry.io/otel/sdk/trace.(*recordingSpan).RecordError(0xc0001, {0x9a, 0xc2}, {0xc3, 0x1, 0x1})
	/root/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.40.0/trace/span.go:512 +0x1a
github.com/acme/shop/pay.(*Cart).Charge(0xc000010000, {0x1, 0x2})
	/src/shop/pay/cart.go:42 +0x1d
main.main.func1()
	/src/shop/main.go:12 +0x25
net/http.HandlerFunc.ServeHTTP(...)
	/usr/local/go/src/net/http/server.go:2294
created by net/http.(*Server).Serve in goroutine 1
	/usr/local/go/src/net/http/server.go:3454 +0x485

goroutine 1 [IO wait]:
main.other()
	/src/shop/other.go:1 +0x1
`
  const expected = {
    platform: 'go',
    sections: [
      {
        frames: [
          {
            function: '(*Server).Serve',
            module: 'net/http',
            file: '/usr/local/go/src/net/http/server.go',
            line: 3454,
            inApp: false,
          },
          {
            function: 'HandlerFunc.ServeHTTP',
            module: 'net/http',
            file: '/usr/local/go/src/net/http/server.go',
            line: 2294,
            inApp: false,
          },
          { function: 'main.func1', module: 'main', file: '/src/shop/main.go', line: 12, inApp: true },
          {
            function: '(*Cart).Charge',
            module: 'github.com/acme/shop/pay',
            file: '/src/shop/pay/cart.go',
            line: 42,
            inApp: true,
          },
        ],
      },
    ],
  }
  assert.deepEqual(plain(text, 'go'), expected)
  assert.deepEqual(plain(text), expected)
})

test('.NET: inner exceptions, async methods and closures by their method’s name', () => {
  const text = `Shop.PaymentException: payment failed
 ---> System.IO.IOException: connection closed
   at Shop.Gateway.Send(String body) in /src/Gateway.cs:line 31
   --- End of inner exception stack trace ---
   at Shop.Cart.<ChargeAsync>d__3.MoveNext() in C:\\src\\Cart.cs:line 12
--- End of stack trace from previous location ---
   at System.Runtime.CompilerServices.TaskAwaiter.ThrowForNonSuccess(Task task)
   at Shop.Program.<>c.<Main>b__0_0() in /src/Program.cs:line 5`
  const expected = {
    platform: 'csharp',
    sections: [
      {
        type: 'System.IO.IOException',
        value: 'connection closed',
        frames: [{ function: 'Send', module: 'Shop.Gateway', file: '/src/Gateway.cs', line: 31, inApp: true }],
      },
      {
        type: 'Shop.PaymentException',
        value: 'payment failed',
        frames: [
          { function: 'Main', module: 'Shop.Program', file: '/src/Program.cs', line: 5, inApp: true },
          {
            function: 'ThrowForNonSuccess',
            module: 'System.Runtime.CompilerServices.TaskAwaiter',
            inApp: false,
          },
          { function: 'ChargeAsync', module: 'Shop.Cart', file: 'C:\\src\\Cart.cs', line: 12, inApp: true },
        ],
      },
    ],
  }
  assert.deepEqual(plain(text, 'csharp'), expected)
  assert.deepEqual(plain(text), expected)
})

test('Ruby: full_message with its cause, before and since 3.4', () => {
  const text = `/app/pay.rb:12:in \`charge': declined (Shop::PaymentFailed)
	from /app/cart.rb:3:in \`block (2 levels) in run'
	from /usr/lib/ruby/gems/3.2.0/gems/puma-6.0/lib/puma/server.rb:9:in \`call'
/app/net.rb:7:in 'Shop::Net#write': closed (IOError)
	from /app/pay.rb:10:in 'charge'`
  const frames = [
    {
      function: 'call',
      file: '/usr/lib/ruby/gems/3.2.0/gems/puma-6.0/lib/puma/server.rb',
      line: 9,
      inApp: false,
    },
    { function: 'run', file: '/app/cart.rb', line: 3, inApp: true },
    { function: 'charge', file: '/app/pay.rb', line: 12, inApp: true },
  ]
  assert.deepEqual(plain(text), {
    platform: 'ruby',
    sections: [
      {
        type: 'IOError',
        value: 'closed',
        frames: [
          { function: 'charge', file: '/app/pay.rb', line: 10, inApp: true },
          { function: 'Shop::Net#write', file: '/app/net.rb', line: 7, inApp: true },
        ],
      },
      { type: 'Shop::PaymentFailed', value: 'declined', frames },
    ],
  })
})

test('PHP: a frame’s place is where it was, not where it was called, and its SDK’s Java-like form', () => {
  const text = `Shop\\PaymentFailed: declined in /app/src/Pay.php:8
Stack trace:
#0 /app/src/Cart.php(12): Shop\\Pay->charge(Object(Shop\\Order))
#1 [internal function]: Shop\\{closure}(1)
#2 /app/index.php(3): array_map(Object(Closure), Array)
#3 {main}`
  const thrown = { type: 'Shop\\PaymentFailed', value: 'declined' }
  assert.deepEqual(plain(text, 'php'), {
    platform: 'php',
    sections: [
      {
        ...thrown,
        frames: [
          { function: '{main}', file: '/app/index.php', line: 3, inApp: true },
          { function: 'array_map', inApp: true },
          { function: 'Shop\\{closure}', file: '/app/src/Cart.php', line: 12, inApp: true },
          { function: 'Shop\\Pay::charge', file: '/app/src/Pay.php', line: 8, inApp: true },
        ],
      },
    ],
  })
  const likeJava = `Shop\\PaymentFailed: declined
	at Shop.Pay.charge(Pay.php:8)
	at {main}(index.php:3)
Caused by: RuntimeException: closed
	at Shop.Net.write(Net.php:2)
	... 2 more`
  assert.deepEqual(plain(likeJava, 'php'), {
    platform: 'php',
    sections: [
      {
        type: 'RuntimeException',
        value: 'closed',
        frames: [{ function: 'Shop\\Net\\write', file: 'Net.php', line: 2, inApp: true }],
      },
      {
        ...thrown,
        frames: [
          { function: '{main}', file: 'index.php', line: 3, inApp: true },
          { function: 'Shop\\Pay\\charge', file: 'Pay.php', line: 8, inApp: true },
        ],
      },
    ],
  })
})

test('JavaScript, Python and Java are read too, with whose code a frame is', () => {
  const javascript = readStack(
    'Error: x\n    at pay (/app/pay.js:3:7)\n    at run (/app/node_modules/a/b.js:1:1)',
    'node',
  )
  assert.equal(javascript.platform, 'node')
  assert.deepEqual(
    javascript.sections[0]?.frames.map(({ function: name, inApp }) => [name, inApp]),
    [
      ['run', false],
      ['pay', true],
    ],
  )
  const python = readStack(
    'Traceback (most recent call last):\n  File "/app/a.py", line 3, in pay\n    x()\nKeyError: 1',
    undefined,
  )
  assert.equal(python.platform, 'python')
  const java = readStack('a.B: c\n\tat shop.Pay.charge(Pay.java:3)', 'java')
  assert.equal(java.sections[0]?.frames[0]?.module, 'shop.Pay')
})

test('a text that is no stack gives none, and the platform stays the sender’s', () => {
  for (const text of ['', 'it broke', 'goroutine 1 [running]:', '#0 ', 'at', ':line 3', 'x:1:in `'])
    assert.deepEqual(readStack(text, 'go'), { platform: 'go', sections: [] }, text)
})

test('A-11: hostile stacks take a bounded time', () => {
  const pieces = [
    ' ---> ',
    'at a(',
    'at A.<b>',
    ':line 1',
    '#0 a(1): ',
    '#1 {main}\n',
    'a:1:in `',
    ":1:in 'x'",
    '((',
    '))',
    'x.',
    '/',
    '\n',
    ' in ',
    'from ',
  ]
  for (const platform of ['go', 'csharp', 'ruby', 'php']) {
    for (const piece of pieces) {
      for (const start of ['', 'at A.b(', 'goroutine 1\nmain.x(', '#0 a(1): b\n']) {
        const text = start + piece.repeat(Math.ceil((maxStackLength * 2) / piece.length))
        const startedMs = computedMs()
        readStack(text, platform)
        assert.ok(computedMs() - startedMs < 3_000, `${platform} ${JSON.stringify(piece)}`)
      }
    }
  }
})
