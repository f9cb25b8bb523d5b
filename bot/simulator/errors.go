package simulator

import (
	"fmt"
	"net/http"
)

// apiError is an answer with "ok": false.
type apiError struct {
	Code        int
	Description string
	RetryAfter  int   // seconds; 0 = not given
	MigrateTo   int64 // the supergroup a group became; 0 = not given
	Injected    bool  // by a Fault, not by a rule
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s", e.Code, e.Description) }

func badRequest(format string, args ...any) *apiError {
	return &apiError{Code: http.StatusBadRequest, Description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(why string) *apiError {
	return &apiError{Code: http.StatusForbidden, Description: "Forbidden: " + why}
}

func conflict(why string) *apiError {
	return &apiError{Code: http.StatusConflict, Description: "Conflict: " + why}
}

func tooManyRequests(seconds int) *apiError {
	return &apiError{
		Code:        http.StatusTooManyRequests,
		Description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		RetryAfter:  seconds,
	}
}

func internalError() *apiError {
	return &apiError{Code: http.StatusInternalServerError, Description: "Internal Server Error"}
}

func unauthorized() *apiError {
	return &apiError{Code: http.StatusUnauthorized, Description: "Unauthorized"}
}

func unknownMethod() *apiError {
	return &apiError{Code: http.StatusNotFound, Description: "Not Found"}
}
