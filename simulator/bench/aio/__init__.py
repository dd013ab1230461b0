"""The bench in coroutines, from which the blocking one is made."""
