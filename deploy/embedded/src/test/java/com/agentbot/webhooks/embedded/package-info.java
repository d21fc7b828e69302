@NullMarked
package com.agentbot.webhooks.embedded;

import org.jspecify.annotations.NullMarked;
