/**
 * A policy profile: the parameters of one deployment's privacy policy, and nothing but parameters. Sentences, sweeper,
 * cookie list, way out and tests are derived from it and from the inventory. Validated when it is read; what cannot be
 * kept does not compile (compile.ts). There is no place in it for selling data, for advertising or for training: what
 * cannot be said cannot be done.
 */
import { z } from 'zod'
import { retentionSchema } from './retention.ts'

const line = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\r\n]*$/)

/** A country by ISO 3166-1, `EEA`, or `onPremises`: the machines of whoever runs the installation. */
export const region = z.string().regex(/^([A-Z]{2}|EEA|onPremises)$/)

export const contactRoles = ['privacy', 'dpo', 'support', 'security'] as const

export const processorKinds = ['hosting', 'mail', 'analytics', 'payment', 'ai', 'signIn'] as const

/** Whoever else gets data, and so whom the platform may call. */
export const processorSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: line,
  kind: z.enum(processorKinds),
  purpose: line,
  /** Host names that are called; `*.example.com` for all below. */
  hosts: z.array(z.string().regex(/^(\*\.)?[a-z0-9.-]+$/)).max(50),
  /** Which categories of the inventory it may get, e.g. `C01`. */
  categories: z.array(z.string().regex(/^C\d\d$/)).min(1),
  region,
  /** Why data may go where other law holds, and in which document that is said. */
  transfer: z.strictObject({ mechanism: line, reference: line }).nullable(),
  /** The signed data processing agreement. */
  dpa: z.strictObject({ date: z.iso.date(), version: line, sha256: z.string().regex(/^[0-9a-f]{64}$/) }).nullable(),
  /** That what it gets trains no model; an AI processor without it does not compile. */
  noTraining: z.boolean(),
})
export type Processor = z.infer<typeof processorSchema>

export const profileSchema = z.strictObject({
  /** The preset that it is, or that it was made from. */
  preset: z.string(),
  /** Who runs the installation. */
  operator: z.strictObject({ name: line, product: line, address: z.string().max(500), country: z.string().max(60) }),
  /** `{host}` in an address is the host of the app's URL. */
  contacts: z.array(z.strictObject({ role: z.enum(contactRoles), address: line })),
  regions: z.strictObject({
    /** Where the stores are. */
    hosting: region,
    /** Where data may be; null: anywhere with a transfer mechanism. */
    allowed: z.array(region).nullable(),
  }),
  retention: retentionSchema,
  minimumAge: z.int().min(13).max(21),
  csrf: z.enum(['fetch-metadata', 'double-submit']),
  analytics: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('none') }),
    z.strictObject({ mode: z.literal('cookieless') }),
    z.strictObject({
      mode: z.literal('ga4-homepage'),
      /** Null: nothing is loaded until the operator names it. */
      measurementId: z
        .string()
        .regex(/^G-[A-Z0-9]{4,20}$/)
        .nullable(),
    }),
  ]),
  /** Training is not a setting: it never happens. */
  ai: z.strictObject({ mode: z.enum(['off', 'local', 'processor']) }),
  changes: z.strictObject({
    noticeDays: z.int().min(0).max(90),
    channels: z.array(z.enum(['page', 'mail', 'banner'])).min(1),
  }),
  requests: z.strictObject({
    /** Days within which requests are answered, beside the law's month; null: the law's month alone. */
    dueDays: z.int().min(1).max(31).nullable(),
    verify: z.enum(['required', 'onDoubt']),
  }),
  /** Card and bank numbers in what people and programs send. */
  cardData: z.enum(['off', 'mask', 'refuse']),
  /** Whether workspaces are told when an authority asks for their data, unless the law forbids it. */
  legalRequests: z.strictObject({ notice: z.boolean() }),
  processors: z.array(processorSchema),
  wording: z.strictObject({
    /** Which date stands on the page. */
    dateShown: z.enum(['effective', 'updated', 'both']),
    /** What the operator adds; nothing that is generated can be taken out. */
    paragraphs: z.array(z.strictObject({ section: z.string(), text: z.string().min(1).max(4_000) })),
  }),
})
export type PolicyProfile = z.infer<typeof profileSchema>
