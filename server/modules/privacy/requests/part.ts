import { inPlatformTransaction } from '#platform/database'
import { AppError } from '#platform/errors'
import * as exportRepo from '../bundles/person-export-repo.ts'
import { startPersonExport } from '../bundles/person-exports.ts'
import { eraseNow } from '../erasure/close-account.ts'
import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import type { Person } from '../person.ts'
import { formRoutes } from './form-routes.ts'
import { createFulfilment, type Hands } from './fulfil.ts'
import { mailReminder } from './mail-reminder.ts'
import { mailRequest } from './mail-request.ts'
import { passAnswerOn } from './routed/answer-routed.ts'
import { mailWorkspaceAnswer } from './routed/mail-answer.ts'
import { mailRouted } from './routed/mail-routed.ts'
import { requestEndpoints } from './routes.ts'
import { tendRequests } from './tend.ts'
import type { Asker } from './who-asks.ts'

/** Requests of people about their data: taken, settled, answered in time. */
export function createRequests(facts: Facts): Part {
  const fulfilment = createFulfilment(facts.inventory, createHands())
  return {
    endpoints: requestEndpoints,
    routes: formRoutes,
    jobs: [mailRequest, mailReminder, mailRouted, mailWorkspaceAnswer, passAnswerOn, fulfilment],
    schedules: [
      {
        name: 'privacy.tendRequests',
        purpose: 'compliance',
        reads: ['C31'],
        everySeconds: 3_600,
        run: tendRequests,
      },
    ],
  }
}

function createHands(): Hands {
  return {
    startExport: async (services, who) => {
      const person = personOf(who)
      try {
        return (await startPersonExport(services, person)).id
      } catch (error) {
        // One is under way already: that one is the answer.
        if (!(error instanceof AppError) || error.code !== 'conflict') throw error
        const found = await inPlatformTransaction(services, (tx) => exportRepo.listOf(tx, person))
        const running = found.find(({ state }) => state === 'queued' || state === 'running')
        if (!running) throw error
        return running.id
      }
    },
    exportState: async (services, exportId) => {
      const found = await inPlatformTransaction(services, (tx) => exportRepo.find(tx, exportId))
      if (!found || found.state === 'failed') return 'failed'
      return found.state === 'ready' ? 'ready' : 'running'
    },
    erase: async (services, who) => {
      await eraseNow(services, who, 'desk')
    },
  }
}

function personOf({ userId, address }: Asker): Person {
  return { userId, addresses: address === null ? [] : [address.toLowerCase()] }
}
