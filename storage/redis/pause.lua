-- Stops the lanes of a budget for a while and halves the rate afterwards.
-- KEYS: budget    ARGV: microseconds
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local pause = math.max(tonumber(redis.call('HGET', KEYS[1], 'pause') or 0), now + ARGV[1])
redis.call('HSET', KEYS[1], 'pause', string.format('%.0f', pause), 'slowed', string.format('%.0f', pause))
redis.call('EXPIRE', KEYS[1], 3600)
return 1
