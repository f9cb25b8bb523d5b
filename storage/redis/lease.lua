-- Reserves sending slots of the budget that all replicas share. The budget is
-- one line of moments at equal intervals; `tail` is the first free moment. What
-- is paid for has a budget of its own.
-- KEYS: budget    ARGV: rate a second, slots wanted, replies sent since, lane ("notice", "bulk" or "paid")
-- Returns {granted, microseconds until the first slot, microseconds between slots}.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local b = redis.call('HMGET', KEYS[1], 'tail', 'pause', 'slowed', 'notice', 'counted', 'owed')
for i = 1, 6 do
  b[i] = tonumber(b[i]) or 0
end
local tail, pause, slowed, notice, counted, owed = unpack(b)

-- After a refusal the rate is halved and finds its way back within 20 s.
local share = 1
if slowed > 0 then
  share = math.max(0.5, math.min(1, 0.5 + (now - slowed) / 40000000))
end
local gap = 1000000 / (ARGV[1] * share)

-- Unused time is lost: at most one slot may be late. Replies take up slots
-- without waiting for them, but leave half of the time to the others, so that
-- a crowd that chats delays no reminder for good. They come in clusters: what
-- exceeds the half is owed, up to a second, and taken up when fewer come. After
-- a rest, in which nobody told of replies, old ones do not count.
local since = math.min(now - counted, 200000)
local most = 1000000
if now - counted > most then
  most = since / 2
end
owed = math.min(owed + ARGV[3] * gap, most)
local taken = math.min(owed, since / 2)
owed = owed - taken
tail = math.max(tail, now - gap) + taken

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
redis.call('HSET', KEYS[1], 'tail', string.format('%.0f', tail), 'notice', string.format('%.0f', notice),
  'counted', string.format('%.0f', now), 'owed', string.format('%.0f', owed))
redis.call('EXPIRE', KEYS[1], 3600)
return {granted, math.ceil(wait), math.floor(gap)}
