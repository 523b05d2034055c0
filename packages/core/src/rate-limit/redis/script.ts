/**
 * The script that performs every operation on limits in Redis or Valkey. It runs atomically, by the server's clock. It does
 * the same as `window-log.ts` and `bucket-log.ts` do in memory; a test compares their answers.
 *
 * ARGV[1] is the request as JSON. KEYS has three keys for each scope of the request:
 *
 * | key | content |
 * |---|---|
 * | (none) | sorted set with the times of the scope's requests |
 * | `:back` | set of the processes that have asked since the use of the scope was last unknown |
 * | `:state` | hash with the fields below |
 *
 * | field of `:state` | content |
 * |---|---|
 * | `blocked` | the time until which no request is granted |
 * | `full` | the time at which the bucket is full again, if all requests arrive in time |
 * | `late` | the longest delay of a request since the bucket was last full, in milliseconds |
 * | `lateUntil` | the arrival time of the last delayed request |
 * | `lateCost` | the milliseconds in which the tokens of all delayed requests come back |
 * | `latest` | the id of the request that took tokens last |
 * | `granted` | the time at which any process last got a slot |
 * | `forgotten` | the time at which the use of the scope was last found to be unknown |
 *
 * Times are milliseconds since the epoch. `text` formats them, because Lua would round them to 14 digits.
 */
export const LIMIT_SCRIPT = `
local request = cjson.decode(ARGV[1])
local call = redis.call
local clock = call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local NEVER = -math.huge
local KEPT_MS = 90 * 86400000
local FURTHEST_MS = 60000
local LONGEST_BLOCK_MS = 3600000
local STALE_MS = 1000
-- After an outage all processes are back within this time. Until then an absent one may still use its own share.
local RETURN_MS = 3000

local function text(time) return string.format('%.3f', time) end

-- Reduces a limit to the shares of the processes that are back.
local function confine(scope)
  if now >= scope.forgotten + RETURN_MS then return end
  call('SADD', scope.back, request.process)
  call('PEXPIRE', scope.back, 2 * RETURN_MS)
  local part = math.min(call('SCARD', scope.back) / request.processes, 1)
  scope.size = math.max(math.floor(scope.size * part), 1)
  scope.reserve = math.min(scope.reserve, scope.size - 1)
  scope.spacing = scope.spanMs / scope.size
end

local function open(index)
  local scope = request.scopes[index]
  scope.times, scope.back, scope.state = KEYS[3 * index - 2], KEYS[3 * index - 1], KEYS[3 * index]
  local found = call('HMGET', scope.state, 'blocked', 'full', 'granted', 'forgotten', 'late', 'lateUntil', 'lateCost', 'latest')
  scope.isNew = not found[1]
  scope.blocked = tonumber(found[1] or NEVER)
  scope.full = tonumber(found[2] or NEVER)
  scope.late = tonumber(found[5] or 0)
  scope.lateUntil = tonumber(found[6] or NEVER)
  scope.lateCost = tonumber(found[7] or 0)
  scope.latest = found[8]
  scope.granted = tonumber(found[3] or NEVER)
  scope.forgotten = tonumber(found[4] or NEVER)
  scope.spacing = scope.spanMs / scope.size
  return scope
end

local function set(scope, field, time)
  scope[field] = time
  call('HSET', scope.state, field, text(time))
  call('PEXPIRE', scope.state, KEPT_MS)
end

local function newest(scope, count)
  local rank = -math.max(count, 1)
  local found = call('ZRANGE', scope.times, rank, rank, 'WITHSCORES')
  return tonumber(found[2] or NEVER)
end

local function add(scope, id, count, at)
  for index = 0, count - 1 do
    call('ZADD', scope.times, text(at + math.floor(index / scope.size) * scope.spanMs), id .. ':' .. index)
  end
  call('PEXPIRE', scope.times, math.ceil(math.max(newest(scope, 1) - now, 0) + 2 * scope.spanMs))
end

-- Treats a scope of unknown use as if all of its limit were in use.
local function forget(scope)
  call('DEL', scope.times, scope.back)
  set(scope, 'full', now)
  set(scope, 'late', 0)
  set(scope, 'forgotten', now)
  set(scope, 'blocked', now + scope.spanMs)
end

local function fullAt(scope)
  return math.min(scope.full + scope.late, math.max(scope.full, scope.lateUntil) + scope.lateCost)
end

local function take(scope, weight, at)
  if fullAt(scope) <= at then
    scope.full = at
    set(scope, 'late', 0)
    set(scope, 'lateUntil', 0)
    set(scope, 'lateCost', 0)
  end
  set(scope, 'full', scope.full + weight * scope.spacing)
  call('HSET', scope.state, 'latest', request.id)
end

local function used(scope)
  if scope.kind == 'bucket' then return math.max(fullAt(scope) - now, 0) / scope.spacing end
  return call('ZCOUNT', scope.times, '(' .. text(now - scope.spanMs), '+inf')
end

local function earliest(scope)
  local pacing, size, reserve = request.pacing, scope.size, scope.reserve
  if scope.kind == 'bucket' then
    local usable = pacing == 'cancel' and size or size - reserve
    return fullAt(scope) - math.max(usable - scope.weight, 0) * scope.spacing
  end
  local weight = math.min(scope.weight, size)
  local withinLimit = newest(scope, size - weight + 1) + scope.spanMs
  if pacing == 'cancel' then return withinLimit end
  local besideReserve = newest(scope, size - reserve - weight + 1) + scope.spanMs
  local freeSoon = math.max(
    newest(scope, size - weight) + scope.spanMs - 2 * scope.spacing,
    besideReserve - reserve * scope.spacing)
  local at = math.max(withinLimit, math.min(besideReserve, freeSoon))
  if pacing == 'spaced' then at = math.max(at, newest(scope, 1) + weight * scope.spacing) end
  return at
end

-- True when the earlier requests are unknown: the server was restarted or replaced, or its clock was set back.
local function isForgotten(scope)
  if scope.isNew or scope.blocked > now + scope.spanMs + LONGEST_BLOCK_MS then return true end
  if scope.kind == 'bucket' then return scope.full > now + scope.spanMs + FURTHEST_MS end
  if newest(scope, 1) > now + scope.spanMs + FURTHEST_MS then return true end
  local last = request.last
  return last and scope.forgotten <= now - last.ageMs and not call('ZSCORE', scope.times, last.id .. ':0')
end

local operations = {}

function operations.reserve(scopes)
  -- A reconnected client sends the commands that it kept while it was disconnected. Their requests have given up.
  if request.sentAt and now - request.sentAt > STALE_MS then return { '0', '', text(now) } end
  local at = now
  for _, scope in ipairs(scopes) do
    if isForgotten(scope) then forget(scope) end
    confine(scope)
    if scope.kind == 'window' then call('ZREMRANGEBYSCORE', scope.times, '-inf', text(now - scope.spanMs)) end
    at = math.max(at, scope.blocked, earliest(scope))
  end
  if at - now > request.aheadMs then return { text(at - now), '', text(now) } end
  for _, scope in ipairs(scopes) do
    if scope.kind == 'bucket' then
      take(scope, scope.weight, at)
    else
      add(scope, request.id, scope.weight, at)
    end
    set(scope, 'granted', now)
  end
  return { text(at - now), text(at), text(now) }
end

function operations.release(scopes)
  for _, scope in ipairs(scopes) do
    if scope.kind == 'bucket' then
      if scope.latest == request.id then
        set(scope, 'full', scope.full - scope.weight * scope.spacing)
        call('HDEL', scope.state, 'latest')
      end
    else
      for index = 0, scope.weight - 1 do call('ZREM', scope.times, request.id .. ':' .. index) end
    end
  end
end

function operations.defer(scopes)
  for _, scope in ipairs(scopes) do
    if scope.kind == 'bucket' then
      if request.lateMs == request.byMs then
        set(scope, 'lateCost', scope.lateCost + scope.weight * scope.spacing)
      end
      set(scope, 'late', math.max(scope.late, request.lateMs))
      set(scope, 'lateUntil', math.max(scope.lateUntil, request.at + request.lateMs))
    else
      add(scope, request.id, scope.weight, request.at + request.lateMs)
    end
  end
end

function operations.block(scopes)
  for _, scope in ipairs(scopes) do
    if isForgotten(scope) then forget(scope) end
    if not request.whenUsedBelow or used(scope) < request.whenUsedBelow * scope.size then
      set(scope, 'blocked', math.max(scope.blocked, now + request.forMs))
    end
  end
end

-- Counts the requests that a process sent during an outage. When no process got a slot in that time, the others were cut
-- off too, and their reports are still missing.
function operations.rejoin(scopes)
  local since = now - request.outageMs
  for number, scope in ipairs(scopes) do
    local isUnknown = request.silentMs >= scope.spanMs and scope.granted <= since and scope.forgotten <= since
    if isForgotten(scope) or isUnknown then forget(scope) end
    local amount = request.used[number]
    if scope.kind == 'bucket' then
      take(scope, amount, now)
    else
      add(scope, request.id, amount, now)
    end
  end
end

local scopes = {}
for index in ipairs(request.scopes) do scopes[index] = open(index) end
return operations[request.op](scopes)
`;
