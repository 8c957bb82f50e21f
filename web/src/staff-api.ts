/** The client for those who run the installation; loaded with their screens alone. */
import { createStaffClient } from '../../api/staff.ts'
import { csrfHeader, proveAgain } from './api.ts'

export type * from '../../api/staff.ts'

export const staffClient = createStaffClient({ baseUrl: '', headers: csrfHeader, onRefused: proveAgain })
