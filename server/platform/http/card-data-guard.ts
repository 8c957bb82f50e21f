/**
 * Keeps numbers of cards and bank accounts out of what people and programs send to the API and to forms, as the policy
 * in force says: they are taken out (`mask`), or the request is refused (`refuse`). The numbers themselves stand in no
 * answer and no log.
 */
import { cardDataPaths, findCardData, maskCardData, maskCardDataIn } from '../card-data.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'

type Parts = Pick<Services, 'policy'>

/**
 * Names of fields that hold what is compared, hashed or sealed and never shown as text: there a number can do no harm,
 * and a change would break what it is for. `id`, `userId`, `newPassword`, `secret`, `apiKey`, `code`.
 */
const exemptName = /^(?:id|password|secret|key|code)$|[a-z\d](?:Id|Password|Secret|Key|Code)$/
const isExempt = (name: string): boolean => exemptName.test(name)

const told = 'must not hold a card or bank account number; this service is not made for them'

/** `body`: JSON that was parsed just now; it is changed in place. Answers what goes on. Throws card_data_refused. */
export function guardCardData({ policy }: Parts, body: unknown): unknown {
  const mode = policy.inForce().cardData
  if (mode === 'off') return body
  if (mode === 'refuse') {
    refuse(cardDataPaths(body, isExempt))
    return body
  }
  // A text alone has no place in which it could be changed.
  const holder = { body }
  maskCardDataIn(holder, isExempt)
  return holder.body
}

/** The same for one field of a form. */
export function guardCardText({ policy }: Parts, field: string, text: string): string {
  const mode = policy.inForce().cardData
  if (mode === 'refuse' && findCardData(text).length > 0) refuse([field])
  return mode === 'mask' ? maskCardData(text) : text
}

function refuse(paths: readonly string[]): void {
  const [first] = paths
  if (first === undefined) return
  const fields = paths.map((path) => ({ path, message: told }))
  throw new AppError('card_data_refused', `${first}: ${told}`, { fields: fields.slice(0, 20) })
}
