@NullMarked
package com.agentbot.webhooks.benchmark;

import org.jspecify.annotations.NullMarked;
