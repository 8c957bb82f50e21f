/** What those do who run the installation: looking into workspaces with leave, breaches, minors, abuse. */
export { endpoints } from './routes.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { createSchedules, jobs } from './jobs.ts'
export { findStaffAccess } from './grants/find-staff-access.ts'
export { watchEndpoints } from './signals/watch.ts'
export { asStaff, type StaffTx } from './as-staff.ts'
