/** The policy that people accept when they sign up; the version is the day from which it holds. */
export const currentPolicyVersion = '2026-11-21'
