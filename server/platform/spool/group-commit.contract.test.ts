import { createLog } from '../log.ts'
import { createGroupCommit } from './group-commit.ts'
import { spoolContract, type Item } from './spool.contract.ts'

const bounds = {
  sizeBytes: ({ text }: Item) => text.length,
  maxBatchItems: 100,
  maxBatchBytes: 1024 * 1024,
  maxWaitingItems: 1000,
  maxWaitingBytes: 8 * 1024 * 1024,
  lingerMs: 5,
  log: createLog('silent'),
}

spoolContract(
  'group commit',
  () =>
    Promise.resolve({
      open: (store, more) =>
        Promise.resolve(createGroupCommit({ ...bounds, ...more, processBatch: store.processBatch })),
      abandon: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }),
  false,
)
