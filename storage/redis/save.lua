-- Ends a turn: keeps the conversation, notes the update and frees the chat.
-- KEYS: lease, conversation, finished
-- ARGV: token, update id, conversation ('' for none), its seconds, how many ids to keep, their seconds
-- Returns 1, or 0 when the lease was lost.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
if ARGV[3] == '' then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[4])
end
redis.call('LPUSH', KEYS[3], ARGV[2])
redis.call('LTRIM', KEYS[3], 0, ARGV[5] - 1)
redis.call('EXPIRE', KEYS[3], ARGV[6])
redis.call('DEL', KEYS[1])
return 1
