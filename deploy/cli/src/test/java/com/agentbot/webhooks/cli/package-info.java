@NullMarked
package com.agentbot.webhooks.cli;

import org.jspecify.annotations.NullMarked;
