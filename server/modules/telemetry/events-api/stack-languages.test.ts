/** Stacks as programs print them, sent as `stackTrace`: frames, whose they are, and one incident for the same failure. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fingerprint } from '../grouping/index.ts'
import { parseEventsBody } from './event.ts'

const arrival = { receivedAt: new Date('2026-11-21T10:00:00Z'), projectId: 'prj_1', newEventId: () => '1'.repeat(32) }

function eventOf(sent: object) {
  const [event] = parseEventsBody(Buffer.from(JSON.stringify(sent)), arrival).events
  assert.ok(event)
  return event
}

type Expected = {
  platform: string
  title: string
  culprit: string
  /** Of the last exception, the crash first; `-` in front of those of libraries. */
  frames: string[]
  causes?: string[]
}

function assertRead(stackTrace: string, expected: Expected): void {
  const event = eventOf({ stackTrace })
  const shown = (event.exceptions.at(-1)?.frames ?? []).toReversed().map((frame) => {
    const place = [frame.file?.split(/[\\/]/).at(-1), frame.line].filter((part) => part !== undefined).join(':')
    return `${frame.inApp ? '' : '-'}${[frame.module, frame.function].filter(Boolean).join(' ')} ${place}`.trim()
  })
  const causes = event.exceptions.slice(0, -1).map(({ type, value }) => `${type}: ${value}`)
  assert.deepEqual(
    { platform: event.platform, title: event.title, culprit: event.culprit, frames: shown, causes },
    { causes: [], ...expected },
  )
  assert.equal(fingerprint(event).method, 'stack')
  // The next build has other lines.
  const moved = stackTrace.replace(/(?<=[:(]|line )\d+(?=[):,\s]|$)/gm, (line) => String(Number(line) + 7))
  assert.notEqual(moved, stackTrace)
  assert.equal(fingerprint(eventOf({ stackTrace: moved })).key, fingerprint(event).key)
}

test('Go: a panic as the runtime prints it', () => {
  const stack = `panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
github.com/acme/shop/cart.(*Cart).Item(...)
	/src/shop/cart/cart.go:31
main.checkout(0xc00009c018?)
	/src/shop/main.go:17 +0x1d
main.main()
	/src/shop/main.go:9 +0x25
exit status 2
`
  assertRead(stack, {
    platform: 'go',
    title: 'runtime error: index out of range [5] with length 3',
    culprit: '(*Cart).Item in /src/shop/cart/cart.go',
    frames: ['github.com/acme/shop/cart (*Cart).Item cart.go:31', 'main checkout main.go:17', 'main main main.go:9'],
  })
})

test('Go: debug.Stack in a handler that recovered says where it failed, not where it was caught', () => {
  const stack = `goroutine 34 [running]:
runtime/debug.Stack()
	/usr/local/go/src/runtime/debug/stack.go:26 +0x5e
main.recoverer.func1.1()
	/src/shop/middleware.go:14 +0x3c
panic({0x6a3f20?, 0xc00001c0a8?})
	/usr/local/go/src/runtime/panic.go:787 +0x132
main.(*server).pay(0xc0000b2000, {0x7f, 0xc0000ac000}, 0xc0000c4000)
	/src/shop/pay.go:52 +0x1bb
net/http.HandlerFunc.ServeHTTP(0xc0000b4000?, {0x7f?, 0xc0000ac000?}, 0x0?)
	/usr/local/go/src/net/http/server.go:2294 +0x29
`
  assertRead(stack, {
    platform: 'go',
    title: 'Untitled event',
    culprit: '(*server).pay in /src/shop/pay.go',
    frames: ['main (*server).pay pay.go:52', '-net/http HandlerFunc.ServeHTTP server.go:2294'],
  })
})

test('Go: an error with a stack of its own, printed with %+v', () => {
  const stack = `charge of order 7: declined
main.charge
	/src/shop/pay.go:12
main.main
	/src/shop/main.go:20
runtime.main
	/usr/local/go/src/runtime/proc.go:283
`
  assertRead(stack, {
    platform: 'go',
    title: 'charge of order 7: declined',
    culprit: 'charge in /src/shop/pay.go',
    frames: ['main charge pay.go:12', 'main main main.go:20', '-runtime main proc.go:283'],
  })
})

test('.NET: a chain with symbols, and a stack without any', () => {
  const chain = `System.InvalidOperationException: The order could not be saved
 ---> Npgsql.NpgsqlException (0x80004005): Exception while reading from stream
   at Npgsql.Internal.NpgsqlReadBuffer.Ensure(Int32 count, Boolean async)
   at Shop.Orders.OrderStore.SaveAsync(Order order, CancellationToken token) in /src/Shop/Orders/OrderStore.cs:line 41
   --- End of inner exception stack trace ---
   at Shop.Orders.OrderService.Place(Order order) in C:\\build\\Shop\\OrderService.cs:line 18
   at Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker.InvokeInnerFilterAsync()`
  assertRead(chain, {
    platform: 'csharp',
    title: 'System.InvalidOperationException: The order could not be saved',
    culprit: 'Place in C:\\build\\Shop\\OrderService.cs',
    frames: [
      'Shop.Orders.OrderService Place OrderService.cs:18',
      '-Microsoft.AspNetCore.Mvc.Infrastructure.ControllerActionInvoker InvokeInnerFilterAsync',
    ],
    causes: ['Npgsql.NpgsqlException: Exception while reading from stream'],
  })
  const bare = eventOf({
    stackTrace: `System.NullReferenceException: Object reference not set to an instance of an object.
   at Shop.Cart.Total(Int32 currency)
   at Shop.Program.Main(String[] args)`,
  })
  assert.deepEqual([bare.platform, bare.culprit], ['csharp', 'Total in Shop.Cart'])
  assert.deepEqual(
    bare.exceptions[0]?.frames.map(({ function: name }) => name),
    ['Main', 'Total'],
  )
})

test('Ruby: what the interpreter prints, and a backtrace joined by line ends', () => {
  assertRead(
    `/app/lib/pay.rb:12:in \`charge': card declined (Shop::Declined)
	from /app/lib/cart.rb:30:in \`block in checkout'
	from /usr/local/bundle/gems/activerecord-7.1.2/lib/active_record/transactions.rb:209:in \`transaction'
	from /app/bin/shop:5:in \`<main>'`,
    {
      platform: 'ruby',
      title: 'Shop::Declined: card declined',
      culprit: 'charge in /app/lib/pay.rb',
      frames: ['charge pay.rb:12', 'checkout cart.rb:30', '-transaction transactions.rb:209', '<main> shop:5'],
    },
  )
  const joined = eventOf({
    error: { type: 'KeyError', message: 'key not found: :total' },
    stackTrace: `/app/lib/cart.rb:8:in 'Hash#fetch'\n/app/lib/cart.rb:8:in 'Shop::Cart#total'\n/app/bin/shop:5:in '<main>'`,
  })
  assert.deepEqual(
    [joined.platform, joined.title, joined.exceptions[0]?.frames.length],
    ['ruby', 'KeyError: key not found: :total', 3],
  )
})

test('PHP: an uncaught error as the log has it', () => {
  assertRead(
    `PHP Fatal error:  Uncaught Shop\\Declined: card declined in /var/www/src/Pay.php:12
Stack trace:
#0 /var/www/src/Cart.php(30): Shop\\Pay->charge(Object(Shop\\Order))
#1 /var/www/vendor/symfony/http-kernel/HttpKernel.php(181): Shop\\Cart->checkout()
#2 {main}
  thrown in /var/www/src/Pay.php on line 12`,
    {
      platform: 'php',
      title: 'Shop\\Declined: card declined',
      culprit: 'Shop\\Pay::charge in /var/www/src/Pay.php',
      frames: ['Shop\\Pay::charge Pay.php:12', 'Shop\\Cart::checkout Cart.php:30', '-{main} HttpKernel.php:181'],
    },
  )
})

test('Java: a thread’s uncaught exception with its cause', () => {
  assertRead(
    `Exception in thread "main" com.acme.shop.OrderException: order could not be placed
	at com.acme.shop.Orders.place(Orders.java:41)
	at java.base/java.util.ArrayList.forEach(ArrayList.java:1596)
	at com.acme.shop.Main.main(Main.java:9)
Caused by: java.sql.SQLException: connection refused
	at org.postgresql.Driver.connect(Driver.java:250)
	... 2 more`,
    {
      platform: 'java',
      title: 'com.acme.shop.OrderException: order could not be placed',
      culprit: 'place in Orders.java',
      frames: [
        'com.acme.shop.Orders place Orders.java:41',
        '-java.util.ArrayList forEach ArrayList.java:1596',
        'com.acme.shop.Main main Main.java:9',
      ],
      causes: ['java.sql.SQLException: connection refused'],
    },
  )
})

test('Python: a traceback with its cause and marks below its lines', () => {
  assertRead(
    `Traceback (most recent call last):
  File "/app/shop/pay.py", line 12, in charge
    return gateway.send(order)
           ^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.12/site-packages/requests/sessions.py", line 589, in request
    resp = self.send(prep, **send_kwargs)
ConnectionError: refused

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/shop/cart.py", line 30, in checkout
    charge(order)
shop.errors.Declined: card declined`,
    {
      platform: 'python',
      title: 'shop.errors.Declined: card declined',
      culprit: 'checkout in /app/shop/cart.py',
      frames: ['checkout cart.py:30'],
      causes: ['ConnectionError: refused'],
    },
  )
})

test('lines of any language are read as frames', () => {
  const lines = [
    'at Shop.Cart.Pay(Int32 id) in /src/Cart.cs:line 12',
    '  File "/app/pay.py", line 3, in charge',
    "/app/pay.rb:12:in 'Shop::Cart#charge'",
    'at com.acme.Pay.charge(Pay.java:12)',
    'at charge (/app/pay.js:3:7)',
  ]
  const event = eventOf({ message: 'm', stackFrames: lines.map((raw) => ({ raw })) })
  assert.deepEqual(
    event.exceptions[0]?.frames.toReversed().map(({ function: name, line }) => [name, line]),
    [
      ['Pay', 12],
      ['charge', 3],
      ['Shop::Cart#charge', 12],
      ['charge', 12],
      ['charge', 3],
    ],
  )
})
