/** A reporter of node:test: one JSON line for each test that ended. */
import type { TestEvent } from 'node:test/reporters'

export type TestResult = { name: string; outcome: 'passed' | 'failed' | 'skipped'; durationMs: number }

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { name, skip, details } = event.data
    if (details.type === 'suite') continue
    const durationMs = Math.round(details.duration_ms)
    const result: TestResult = { name, outcome: outcomeOf(event.type, skip), durationMs }
    yield `${JSON.stringify(result)}\n`
  }
}

function outcomeOf(type: 'test:pass' | 'test:fail', skip: string | boolean | undefined): TestResult['outcome'] {
  if (type === 'test:fail') return 'failed'
  return skip ? 'skipped' : 'passed'
}
