import { breachEndpoints } from './breaches/routes.ts'
import { grantEndpoints } from './grants/routes.ts'
import { minorEndpoints } from './minors/routes.ts'
import { signalEndpoints } from './signals/routes.ts'

export const endpoints = [...grantEndpoints, ...breachEndpoints, ...minorEndpoints, ...signalEndpoints]
