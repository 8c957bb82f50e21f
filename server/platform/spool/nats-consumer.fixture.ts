/** A process that drains: writes a line for each batch that it has stored, and is killed before it can acknowledge. */
import { createLog } from '../log.ts'
import { createNatsSpool } from './nats.ts'
import { natsOptions } from './nats.fixture.ts'

const [url = ''] = process.argv.slice(2)

createNatsSpool({
  ...natsOptions(url),
  log: createLog('silent'),
  processBatch: (batch) => {
    process.stdout.write(`${JSON.stringify(batch)}\n`)
    return new Promise(() => undefined)
  },
  onGivenUp: () => Promise.resolve(),
})
