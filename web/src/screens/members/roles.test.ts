import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastOwner, leaveRefusal, ownersOnly, placeRefusal, rolesToGive } from './roles.ts'

const owner = ['members.write', 'workspace.admin']
const admin = ['members.write']
const ada = { userId: 'usr_1', role: 'owner' } as const
const bo = { userId: 'usr_2', role: 'owner' } as const
const cy = { userId: 'usr_3', role: 'member' } as const

test('only owners touch owners, and the last one stays', () => {
  assert.equal(placeRefusal([ada, bo, cy], bo, owner), undefined)
  assert.equal(placeRefusal([ada, bo, cy], bo, admin), ownersOnly)
  assert.equal(placeRefusal([ada, cy], ada, owner), lastOwner)
  assert.equal(placeRefusal([ada, cy], cy, admin), undefined)
})

test('everyone may leave but for the last owner', () => {
  assert.equal(leaveRefusal([ada, cy], cy), undefined)
  assert.equal(leaveRefusal([ada, bo], ada), undefined)
  assert.equal(leaveRefusal([ada, cy], ada), lastOwner)
})

test('an admin is not offered to make owners', () => {
  assert.deepEqual(rolesToGive(owner), ['owner', 'admin', 'member', 'viewer'])
  assert.deepEqual(rolesToGive(admin), ['admin', 'member', 'viewer'])
})
