package announcements

// What tests look at from outside.
var (
	AddedForTest  = added
	PlacedForTest = placed

	InTelegramForTest = inTelegram
)
