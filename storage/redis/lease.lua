-- Reserves sending slots of the budget that all replicas share. The budget is
-- one line of moments at equal intervals; `tail` is the first free moment.
-- KEYS: budget    ARGV: rate a second, slots wanted, replies sent since, lane ("notice" or "bulk")
-- Returns {granted, microseconds until the first slot, microseconds between slots}.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local b = redis.call('HMGET', KEYS[1], 'tail', 'pause', 'slowed', 'notice')
local tail, pause, slowed, notice = tonumber(b[1]) or 0, tonumber(b[2]) or 0, tonumber(b[3]) or 0, tonumber(b[4]) or 0

-- After a refusal the rate is halved and finds its way back within 20 s.
local share = 1
if slowed > 0 then
  share = math.min(1, 0.5 + (now - slowed) / 40000000)
end
local gap = 1000000 / (ARGV[1] * share)

-- Unused time is lost: at most one slot may be late. Replies take up slots
-- without waiting for them, but hold the others up for no more than a second.
tail = math.max(tail, now - gap)
if tonumber(ARGV[3]) > 0 then
  tail = math.min(tail + ARGV[3] * gap, math.max(tail, now + 1000000))
end

local granted, wait = 0, 0
if now < pause then
  wait = pause - now
elseif ARGV[4] == 'bulk' and notice > now then
  wait = 20000
elseif tail > now + 100000 then
  wait = tail - now - 100000
else
  granted = math.max(1, math.min(tonumber(ARGV[2]), math.floor((now + 100000 - tail) / gap)))
  wait = math.max(0, tail - now)
  tail = tail + granted * gap
end
if ARGV[4] == 'notice' and granted < tonumber(ARGV[2]) then
  notice = now + 200000
end
redis.call('HSET', KEYS[1], 'tail', string.format('%.0f', tail), 'notice', string.format('%.0f', notice))
redis.call('EXPIRE', KEYS[1], 3600)
return {granted, math.ceil(wait), math.floor(gap)}
