import { emailAddress, id, longText, timestamp } from '#platform/http'
import type { Purpose } from '#platform/inventory'
import { purposeNames } from '#platform/purposes'
import { z } from 'zod'
import { maxMessageLength } from './request-form.ts'
import { requestStates, requestTypes } from './request.ts'

/** ISO 3166-1, or a part of a country with a law of its own. */
const country = z.string().regex(/^[A-Z]{2}(-[A-Z]{2})?$/, 'expected a country like DE, or US-CA for California')

// The names are the keys of a record that has all of them, so there is a first one.
export const purposeName = z.enum(purposeNames as [Purpose, ...Purpose[]])

export const NewRequest = z.object({
  type: z.enum(requestTypes),
  message: longText.max(maxMessageLength, `must not be longer than ${maxMessageLength} characters`).optional(),
  purposes: z.array(purposeName).max(purposeNames.length).optional().meta({
    description: 'Of an objection; none: to every use that can be objected to',
  }),
  country: country.optional().meta({ description: 'Where the person lives; says which authority an answer names' }),
})

export const NewPublicRequest = NewRequest.extend({ address: emailAddress })

const requestFields = {
  id: id('prq'),
  type: z.enum(requestTypes),
  state: z.enum(requestStates),
  purposes: z.array(purposeName).nullable(),
  policyVersion: z.string(),
  receivedAt: timestamp,
  verifiedAt: timestamp.nullable().meta({ description: 'Null while it is not certain who asks' }),
  dueAt: timestamp,
  extendedAt: timestamp.nullable(),
  closedAt: timestamp.nullable(),
  answer: z.string().nullable(),
}

export const OwnRequestBody = z.object(requestFields)

export const StaffRequestBody = z.object({
  ...requestFields,
  via: z.enum(['session', 'link']),
  name: z.string().nullable().meta({ description: 'Of the person, where they have a sign-in' }),
  address: z.string().nullable().meta({ description: 'Forgotten when the answer was sent' }),
  message: z.string().nullable(),
  country: z.string().nullable(),
  acknowledgeBy: timestamp.nullable().meta({ description: 'California only' }),
  acknowledgedAt: timestamp.nullable(),
  isOverdue: z.boolean(),
})

export const StaffRequestDetail = StaffRequestBody.extend({
  verification: z.string().nullable(),
  acts: z.array(
    z.object({
      id: id('pra'),
      at: timestamp,
      by: z.string().meta({ description: 'A name, or person, workspace or system' }),
      type: z.string(),
      data: z.record(z.string(), z.json()),
    }),
  ),
  workspaces: z.array(
    z.object({
      id: id('pwr'),
      workspaceId: id('wks'),
      name: z.string().nullable(),
      dueAt: timestamp,
      answeredAt: timestamp.nullable(),
      outcome: z.string().nullable(),
      answer: z.string().nullable(),
    }),
  ),
})
