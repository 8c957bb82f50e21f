/**
 * What is known of the providers that people sign in with: it follows from the configuration, so that no profile has to
 * repeat it. They are no processors in the sense of GDPR Art. 28: the person is their customer, so there is no DPA.
 */
import type { Processor } from '#platform/policy'

/** A code or a grant that the person's sign-in brought; the profile that comes back is what the provider gives. */
export const signInCategories = ['C05', 'C06'] as const

/** Those who take part are listed by the Department of Commerce; adequacy by Commission Decision (EU) 2023/1795. */
const transfer = {
  mechanism: 'EU-US Data Privacy Framework (Decision (EU) 2023/1795)',
  reference: 'https://www.dataprivacyframework.gov/list',
}

const common = { kind: 'signIn', region: 'US', transfer, dpa: null, noTraining: true } as const

/** By the host of the issuer, or of GitHub's URL. */
export const signInCatalogue: Readonly<Record<string, Processor>> = {
  'accounts.google.com': {
    ...common,
    id: 'google',
    name: 'Google LLC',
    purpose: 'signs in people who choose to sign in with Google',
    hosts: ['accounts.google.com', 'oauth2.googleapis.com', 'openidconnect.googleapis.com', 'www.googleapis.com'],
    categories: [...signInCategories],
  },
  'login.microsoftonline.com': {
    ...common,
    id: 'microsoft',
    name: 'Microsoft Corporation',
    purpose: 'signs in people who choose to sign in with Microsoft',
    hosts: ['login.microsoftonline.com', 'graph.microsoft.com'],
    categories: [...signInCategories],
  },
  'github.com': {
    ...common,
    id: 'github',
    name: 'GitHub, Inc.',
    purpose: 'signs in people who choose to sign in with GitHub',
    hosts: ['github.com', 'api.github.com'],
    categories: [...signInCategories],
  },
}
